import { clientConfig } from '../../aws/aws-client-config.ts';
import type { AwsOptions } from '../../aws/aws-options.ts';
import { credentialsAtHand } from '../../aws/credentials-at-hand.ts';
import type { ApiType } from '../../contract/contract.ts';
import { UsageError } from '../../errors/usage-error.ts';
import { withAnswers } from '../answers.ts';
import { type Aws, openAws } from '../aws.ts';
import type { OnNote } from '../discover.ts';
import { parseInvokeUrl } from '../invoke-url.ts';
import { refuseMissingStages } from '../missing-stages.ts';
import { nameTargets, type UnnamedTarget } from '../name-targets.ts';
import type { StackReading } from '../read-stack.ts';
import type { StackWish } from '../stack-wish.ts';
import type { Target } from '../target.ts';
import { targetsOfReading } from '../targets-of-stack.ts';
import { type FileContent, fileContent, type OutputGroup } from './file-content.ts';
import { fileText, shownName } from './file-text.ts';
import { callableGroups, type Named, refuseUntyped, typeOf } from './named-outputs.ts';
import { plainTarget } from './plain-target.ts';
import { targetsOfState } from './targets-of-state.ts';

/** A file in which a deployment left its outputs, or its state, and what of it is wanted. */
export interface OutputsFileWish extends Pick<StackWish, 'output' | 'stages' | 'transport'> {
  /** Absolute path; `-` for standard input. */
  readonly file: string;
  /** Of all its URLs, where the file doesn't tell: then nothing is asked. */
  readonly apiType?: ApiType;
  /** Name of its targets before `:rest` or `:http`, where the file names no stack. */
  readonly name?: string;
}

export interface FromOutputs extends AwsOptions {
  readonly onNote?: OnNote;
}

/**
 * The targets that a file names: outputs as the CDK, Terraform, OpenTofu, SAM, Pulumi or the AWS CLI write them, or a Terraform state. Which of
 * them it is, its shape tells. The API type comes from a resource: the state's, else API Gateway is asked
 * where credentials are at hand, else whoever runs this says it.
 * @throws UsageError for a file of another kind, one without URLs, and URLs whose type nobody tells.
 */
export async function targetsFromOutputs(
  wish: OutputsFileWish,
  { onNote = () => {}, ...options }: FromOutputs,
): Promise<Target[]> {
  const shown = shownName(wish.file);
  const content = fileContent(await fileText(wish.file), shown);
  const opened = new Map<string | undefined, Promise<Aws>>();
  const open = (region: string | undefined) => {
    const aws = opened.get(region) ?? openAws({ ...options, ...(region === undefined ? {} : { region }) });
    opened.set(region, aws);
    return aws;
  };
  const asking = { options, note: onNote, shown, open };
  const targets = finished(await targetsIn(content, wish, asking));
  const all = await Promise.all(opened.values());
  return all.reduce((told, aws) => withAnswers(told, aws, { env: options.env, onNote }), targets);
}

async function targetsIn(
  content: FileContent,
  wish: OutputsFileWish,
  asking: Asking,
): Promise<readonly NamedTarget[]> {
  const found = content.kind === 'state' ? await targetsOfState(content.state, wish, asking) : [];
  if (found.length > 0) return found;
  return targetsOfGroups(content.kind === 'state' ? [content.outputs] : content.groups, wish, asking);
}

export interface Asking {
  readonly options: AwsOptions;
  readonly note: OnNote;
  /** The file's name, for messages. */
  readonly shown: string;
  /** Opens AWS in a region once. */
  readonly open: (region: string | undefined) => Promise<Aws>;
}

/** Names of targets that no stack has begin with an API's id or name: they have no stack all the same. */
export interface NamedTarget extends UnnamedTarget {
  readonly ofStack: boolean;
}

function finished(found: readonly NamedTarget[]): Target[] {
  const stacks = new Set(found.flatMap(({ ofStack, stackName }) => (ofStack ? [stackName] : [])));
  const named = nameTargets(found.map(({ ofStack: _, ...target }) => target));
  return named.map((target) =>
    target.stackName !== null && stacks.has(target.stackName) ? target : { ...target, stackName: null },
  );
}

async function targetsOfGroups(
  groups: readonly OutputGroup[],
  wish: OutputsFileWish,
  asking: Asking,
): Promise<NamedTarget[]> {
  const callable = callableGroups(groups, wish, asking.shown);
  const typed = callable.every(({ urls }) => urls.every((url) => typeOf(url, wish) !== null));
  const emulated = clientConfig('API_GATEWAY', asking.options).endpoint !== undefined;
  if (typed && !emulated) {
    const all = callable.flatMap((one) => plainTargets(one, wish, asking));
    refuseMissingStages(asking.shown, { wished: wish.stages, deployed: all.map(({ stage }) => stage) });
    return all.filter(({ stage }) => stage === null || (wish.stages?.includes(stage) ?? true));
  }
  if (!emulated && !credentialsAtHand(asking.options)) refuseUntyped(callable, wish, asking.shown);
  const found = await Promise.all(callable.map((one) => askedTargets(one, wish, asking)));
  return found.flat();
}

function plainTargets(
  { stackName, urls }: Named,
  wish: OutputsFileWish,
  { note, options }: Asking,
): NamedTarget[] {
  const targets = urls.flatMap((url) => {
    const apiType = typeOf(url, wish);
    return apiType === null ? [] : [plainTarget({ ...url, apiType }, { region: options.region, note })];
  });
  return targets.map(({ name, ...target }) => ({
    ...target,
    stackName: stackName ?? wish.name ?? name,
    ofStack: stackName !== null,
  }));
}

/** What discovery finds for the outputs, as if it had read them from the stack: each region is asked by itself. */
async function askedTargets(
  { stackName, urls, group }: Named,
  wish: OutputsFileWish,
  { options, note, shown, open }: Asking,
): Promise<NamedTarget[]> {
  const regions = new Set(urls.map(({ value }) => parseInvokeUrl(value)?.region ?? options.region));
  const all = await Promise.all(
    [...regions].map(async (region) => {
      const aws = await open(region);
      const here = urls.filter(({ value }) => (parseInvokeUrl(value)?.region ?? options.region) === region);
      const reading: StackReading = {
        ...unread,
        stackName: stackName ?? wish.name ?? shown,
        title: stackName === null ? shown : `The stack ${stackName} in ${shown}`,
        outputs: wish.output === undefined ? here : group.outputs,
      };
      const { file: _, name, apiType, ...wanted } = wish;
      const found = await targetsOfReading(aws, reading, {
        wish: { stack: reading.stackName, ...wanted },
        note,
      });
      return found.map((target) => ({
        ...target,
        stackName: stackName ?? name ?? target.apiId ?? shown,
        ofStack: stackName !== null,
      }));
    }),
  );
  const targets = all.flat();
  const other = targets.find(({ apiType }) => wish.apiType !== undefined && apiType !== wish.apiType);
  if (other === undefined) return targets;
  throw new UsageError(
    `${other.invokeUrl} in ${shown} is the URL of an API of type ${other.apiType}, and --api says ${wish.apiType}.`,
    'Leave --api out: API Gateway tells the type.',
  );
}

const unread = {
  instance: null,
  resources: null,
  unread: [],
  parameters: {},
  identity: {},
} as const satisfies Omit<StackReading, 'stackName' | 'title' | 'outputs'>;
