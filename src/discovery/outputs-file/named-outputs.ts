import { type ApiType, apiTypes } from '../../contract/contract.ts';
import { didYouMean } from '../../errors/nearest.ts';
import { UsageError } from '../../errors/usage-error.ts';
import { isOfAnotherService, isUrl } from '../invoke-outputs.ts';
import { parseInvokeUrl } from '../invoke-url.ts';
import type { FileOutput, OutputGroup } from './file-content.ts';
import { howToWrite } from './file-text.ts';
import type { OutputsFileWish } from './targets-from-outputs.ts';

/** The outputs of a stack that say where APIs are called. */
export interface Named {
  readonly stackName: string | null;
  readonly urls: readonly FileOutput[];
  readonly group: OutputGroup;
}

/**
 * The groups with the outputs that count: those that the config names; else the invoke URLs; and where the whole file has none, any
 * other web address of one's own, which may be a custom domain.
 * @throws UsageError where there is none.
 */
export function callableGroups(
  groups: readonly OutputGroup[],
  { output }: Pick<OutputsFileWish, 'output'>,
  shown: string,
): Named[] {
  if (output !== undefined) return byKey(groups, output, shown);
  const isInvoke = ({ value }: FileOutput) => parseInvokeUrl(value) !== null;
  const isOther = ({ value }: FileOutput) => isUrl(value) && !isOfAnotherService(value);
  const invoked = picked(groups, isInvoke);
  const found = invoked.length > 0 ? invoked : picked(groups, isOther);
  if (found.length === 0) throw noUrl(groups, shown);
  return found;
}

/** `null` where neither the file nor the caller tells. */
export function typeOf(
  { key, apiType }: FileOutput,
  { output = {}, apiType: given }: Pick<OutputsFileWish, 'output' | 'apiType'>,
): ApiType | null {
  return apiTypes.find((type) => output[type] === key) ?? given ?? apiType;
}

/** @throws UsageError that says how to name the type. */
export function refuseUntyped(callable: readonly Named[], wish: OutputsFileWish, shown: string): void {
  const untyped = callable.flatMap(({ urls }) => urls).filter((url) => typeOf(url, wish) === null);
  const [first] = untyped;
  if (first === undefined) return;
  throw new UsageError(
    `${shown} tells where an API is called (${first.key}), and not whether it is a REST or an HTTP API; a URL alone does not tell.`,
    [
      'Say it: --api rest (or http).',
      ...(untyped.length > 1
        ? ["Or, where they are of both types, say it in the config: output: { rest: 'NAME', http: 'NAME' }"]
        : []),
      'Or let API Gateway tell it: AWS credentials with the permission apigateway:GET (AWS_PROFILE, --profile).',
      'A Terraform state tells it by itself: terraform show -json > state.json',
    ],
  );
}

function picked(groups: readonly OutputGroup[], counts: (output: FileOutput) => boolean): Named[] {
  return groups
    .map((group) => ({ stackName: group.stackName, urls: group.outputs.filter(counts), group }))
    .filter(({ urls }) => urls.length > 0);
}

function byKey(
  groups: readonly OutputGroup[],
  output: NonNullable<OutputsFileWish['output']>,
  shown: string,
): Named[] {
  const wanted = Object.values(output);
  const keys = groups.flatMap(({ outputs }) => outputs.map(({ key }) => key));
  const missing = wanted.find((key) => !keys.includes(key));
  if (missing !== undefined) {
    throw new UsageError(`${shown} has no output ${missing}, which the config names.`, [
      ...didYouMean(missing, keys),
      keys.length === 0 ? 'It has none.' : `Its outputs: ${keys.join(', ')}.`,
    ]);
  }
  const noUrls = groups
    .flatMap(({ outputs }) => outputs)
    .find(({ key, value }) => wanted.includes(key) && !isUrl(value));
  if (noUrls !== undefined)
    throw new UsageError(
      `The output ${noUrls.key} in ${shown} is no http URL.`,
      'Name the one that holds the invoke URL.',
    );
  return picked(groups, ({ key }) => wanted.includes(key));
}

function noUrl(groups: readonly OutputGroup[], shown: string): UsageError {
  const keys = groups.flatMap(({ outputs }) => outputs.map(({ key }) => key));
  const sensitive = groups.flatMap((group) => group.sensitive);
  const all = keys.length > 8 ? `${keys.slice(0, 8).join(', ')}, …` : keys.join(', ');
  return new UsageError(
    keys.length === 0 && sensitive.length === 0
      ? `${shown} holds no outputs.`
      : `None of the outputs in ${shown} is the URL of an API${all === '' ? '' : `: ${all}`}.`,
    [
      ...(sensitive.length === 0
        ? []
        : [
            `Sensitive outputs are not looked at (${sensitive.join(', ')}); a URL is no secret: name it with --url.`,
          ]),
      'Give the stack or module an output with its invoke URL, and deploy it again.',
      ...howToWrite.all.slice(-1),
    ],
  );
}
