import { type DefinedApis, definition, type FoundDefinition, stackOf } from './found.ts';
import type { Repository } from './repository.ts';
import { folderOf } from './sam.ts';
import { readStructured } from './structured-text.ts';
import { templateApis } from './template-apis.ts';

/** Templates with an API that nothing else speaks for; their stacks' names stand in what deploys them, or nowhere. */
export function findTemplates(repository: Repository, known: readonly string[]): FoundDefinition[] {
  const files = repository.files.filter(
    (file) =>
      /\.(ya?ml|json|template)$/.test(file) &&
      !beside.test(file) &&
      !known.includes(file) &&
      /AWS::(Serverless|ApiGateway|ApiGatewayV2)::/.test(repository.text(file) ?? ''),
  );
  const typed = deployedStacks(repository);
  const templates = files.flatMap((file): Template[] => {
    const read = readStructured(repository, file);
    if (!read.read) return [{ file, apis: null, because: read.because }];
    const apis = templateApis(read.value);
    return apis.types.length > 0 ? [{ file, apis, because: '' }] : [];
  });
  const readable = templates.filter(({ apis }) => apis !== null).length;
  return templates.map(({ file, apis, because }) => {
    if (apis === null) return definition(file, { notes: [because] });
    // What the scripts deploy can be told apart only where there is one template.
    const names = readable === 1 && typed.length > 0 ? typed : [usualName(repository, file)];
    const guessed = readable !== 1 || typed.length === 0;
    return definition(file, {
      stacks: names.map((stack) => stackOf({ stack, guessed, apis, file })),
      notes: [],
    });
  });
}

/** Made of another template, or nobody deploys it. */
const beside =
  /(^|\/)(cdk\.out|tests?|__tests__|spec|fixtures?|__fixtures__|examples?|docs?)\/|(^|\/)[\w.-]*packaged[\w.-]*$/i;

interface Template {
  readonly file: string;
  readonly apis: DefinedApis | null;
  /** Why it can't be read. */
  readonly because: string;
}

/** Names that commands deploy to: `sam deploy --stack-name orders`, `aws cloudformation deploy --stack-name=orders`. */
export function deployedStacks(repository: Repository): string[] {
  const commands = repository.files.filter((file) =>
    /(^|\/)(package\.json|Makefile|justfile|Taskfile\.ya?ml|buildspec[\w.-]*\.ya?ml|\.gitlab-ci\.yml|[\w.-]+\.sh)$|^\.github\/workflows\//.test(
      file,
    ),
  );
  const names = commands.flatMap((file) =>
    [
      ...(repository.text(file) ?? '').matchAll(/--stack-name[= ]+["']?([A-Za-z][A-Za-z0-9-]*)(?![\w${}-])/g),
    ].map(([, name = '']) => name),
  );
  return [...new Set(names)];
}

/** A folder of its own names it, but for those that hold all kinds of templates. */
function usualName(repository: Repository, file: string): string {
  const folder = folderOf(file).replace(/\/$/, '').split('/').at(-1) ?? '';
  const stem = (file.split('/').at(-1) ?? '').replace(/\.[^.]+$/, '').replace(/\.template$/, '');
  const telling = /^(template|cloudformation|cfn|stack|main|sam|api|index|infra|packaged)$/i;
  const general = /^(infra|infrastructure|cloudformation|cfn|templates?|deploy|deployment|aws|stacks|src|)$/i;
  const words = [stem, folder].find((one, index) => !(index === 0 ? telling : general).test(one));
  return stackName(words ?? repository.name);
}

/** Letters, digits and dashes, a letter first. https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateStack.html */
export function stackName(text: string): string {
  const plain = text
    .replace(/^@[^/]+\//, '')
    .replaceAll(/[^A-Za-z0-9]+/g, '-')
    .replace(/^[^A-Za-z]+|-+$/g, '');
  return plain === '' ? 'my-api' : plain;
}
