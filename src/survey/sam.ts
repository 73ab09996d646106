import { definition, type FoundDefinition, type FoundStack, stackOf } from './found.ts';
import type { Repository } from './repository.ts';
import { type Fields, fieldsOf, readStructured, textOf } from './structured-text.ts';
import { templateApis } from './template-apis.ts';

/**
 * SAM's templates, each with the settings beside it, whose environments become environments.
 * https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/serverless-sam-cli-config.html
 */
export function findSam(repository: Repository): FoundDefinition[] {
  const folders = repository.files
    .filter((file) => /(^|\/)samconfig\.(toml|ya?ml)$/.test(file))
    .map((file) => ({ folder: folderOf(file), settings: file }));
  return folders.map(({ folder, settings }) => samIn(repository, folder, settings));
}

function samIn(repository: Repository, folder: string, settings: string): FoundDefinition {
  const read = readStructured(repository, settings);
  if (!read.read) return definition(settings, { notes: [read.because] });
  const environments = Object.entries(read.value)
    .filter(([, value]) => typeof value === 'object')
    .map(([name, value]) => ({ name, parameters: parametersOf(fieldsOf(value)) }));
  const named = environments.filter(({ parameters }) => textOf(parameters.stack_name) !== null);
  const notes: string[] = [];
  const stacks = named.flatMap(({ name, parameters }): FoundStack[] => {
    const file = templateFile(repository, folder, parameters);
    const template = file === null ? null : readStructured(repository, file);
    if (template?.read === false) notes.push(template.because);
    const apis = templateApis(template?.read === true ? template.value : {});
    return [
      stackOf({
        stack: textOf(parameters.stack_name) ?? '',
        environment: name,
        region: textOf(parameters.region),
        profile: textOf(parameters.profile),
        apis,
        file: file ?? settings,
      }),
    ];
  });
  const nameless = environments.filter((one) => !named.includes(one));
  return definition(stacks.length === 0 ? settings : `${settings} (${counted(stacks.length)})`, {
    stacks,
    notes: [
      ...new Set(notes),
      ...nameless
        .filter(({ parameters }) => Object.keys(parameters).length > 0)
        .map(({ name }) => `${settings}: the environment ${name} names no stack (stack_name).`),
    ],
  });
}

const counted = (count: number) => (count === 1 ? '1 stack' : `${count} stacks`);

/** A command's own parameters go before the global ones. */
function parametersOf(environment: Fields): Fields {
  const of = (command: string) => fieldsOf(fieldsOf(environment[command]).parameters);
  return { ...of('global'), ...of('deploy') };
}

function templateFile(repository: Repository, folder: string, parameters: Fields): string | null {
  const said = textOf(parameters.template_file) ?? textOf(parameters.template);
  const names = [...(said === null ? [] : [said]), 'template.yaml', 'template.yml', 'template.json'];
  // A template under .aws-sam/ is built from the one beside it.
  return names.map((name) => folder + name).find((file) => repository.files.includes(file)) ?? null;
}

/** With a slash at its end; empty for the root. */
export function folderOf(file: string): string {
  return file.slice(0, file.lastIndexOf('/') + 1);
}
