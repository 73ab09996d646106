import { definition, type FoundDefinition, type FoundStack, noApis, stackOf } from './found.ts';
import type { Repository } from './repository.ts';
import { folderOf } from './sam.ts';
import { fieldsOf, readStructured, textOf } from './structured-text.ts';
import { templateApis } from './template-apis.ts';

/**
 * What `cdk synth` wrote: the stacks with an API, those of nested assemblies (CDK stages) too.
 * https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.cloud_assembly_schema-readme.html
 */
export function findCdk(repository: Repository): FoundDefinition[] {
  const apps = repository.files.filter((file) => /(^|\/)cdk\.json$/.test(file)).map(folderOf);
  const outputs = repository.files
    .filter((file) => /(^|\/)cdk\.out\//.test(file))
    .map((file) => file.replace(/((?:^|\/)cdk\.out\/).*$/, '$1'));
  const unsynthesized = apps.filter((folder) => !outputs.includes(`${folder}cdk.out/`));
  return [
    ...[...new Set(outputs)].map((folder) => assembly(repository, folder)),
    ...unsynthesized.map((folder) =>
      definition(`${folder}cdk.json`, {
        notes: [
          `${folder}cdk.json: what the stacks are called stands in cdk.out, which is not there. Run npx cdk synth, then npx gatewright init again.`,
        ],
      }),
    ),
  ];
}

function assembly(repository: Repository, folder: string): FoundDefinition {
  const name = folder.replace(/\/$/, '');
  const notes: string[] = [];
  const all = stacksIn(repository, folder, { stage: null, notes });
  const stacks = all.filter(({ apis }) => apis.types.length > 0 || apis.nested);
  const count = all.length === 1 ? '1 stack' : `${all.length} stacks`;
  const withApi =
    all.length === stacks.length ? '' : `, ${stacks.length === 0 ? 'none' : stacks.length} with an API`;
  return definition(all.length === 0 ? name : `${name} (${count}${withApi})`, { stacks, notes });
}

interface Walk {
  /** The CDK stage that the assembly is of. */
  readonly stage: string | null;
  readonly notes: string[];
}

function stacksIn(repository: Repository, folder: string, { stage, notes }: Walk): FoundStack[] {
  const manifest = `${folder}manifest.json`;
  if (!repository.files.includes(manifest)) {
    notes.push(`${manifest} is not there: run npx cdk synth, then npx gatewright init again.`);
    return [];
  }
  const read = readStructured(repository, manifest);
  if (!read.read) {
    notes.push(read.because);
    return [];
  }
  return Object.entries(fieldsOf(read.value.artifacts)).flatMap(([id, artifact]): FoundStack[] => {
    const { type, environment, properties, displayName } = fieldsOf(artifact);
    const { templateFile, stackName, directoryName } = fieldsOf(properties);
    if (type === 'cdk:cloud-assembly' && typeof directoryName === 'string') {
      const inner = textOf(displayName) ?? id.replace(/^assembly-/, '');
      return stacksIn(repository, `${folder}${directoryName}/`, { stage: inner, notes });
    }
    if (type !== 'aws:cloudformation:stack') return [];
    const file = `${folder}${textOf(templateFile) ?? `${id}.template.json`}`;
    const template = readStructured(repository, file);
    if (!template.read) notes.push(template.because);
    const [, account, region] = /^aws:\/\/([^/]+)\/([^/]+)$/.exec(String(environment)) ?? [];
    return [
      stackOf({
        stack: textOf(stackName) ?? id,
        environment: stage?.replace(/^.*\//, '').toLowerCase() ?? null,
        // unknown-account and unknown-region: the CLI's own decide.
        region: region === undefined || region.startsWith('unknown') ? null : region,
        account: account !== undefined && /^\d{12}$/.test(account) ? account : null,
        // A template that can't be read may hold an API.
        apis: template.read ? templateApis(template.value) : { ...noApis, nested: true },
        file,
      }),
    ];
  });
}
