import { existsSync } from 'node:fs';
import { checkNames } from './check-names.ts';
import { type Configuration, type Modules, moduleKey } from './configuration.ts';
import { isReadHere } from './data-sources.ts';
import { dependenciesOf } from './dependencies.ts';
import type { Document } from './document.ts';
import { isTerraformFolder } from './folder.ts';
import { isUpload } from './function-code.ts';
import type { TerraformResource } from './gathered.ts';
import { isLocalFile } from './local-files.ts';
import { type Module, readModule } from './read-module.ts';
import { isPart } from './rest-parts.ts';
import { isInert, translations } from './translation.ts';
import type { Value } from './value.ts';
import type { World } from './world.ts';

/** What a configuration, or a plan of one, says when it is evaluated. */
export interface Evaluated {
  readonly resources: readonly TerraformResource[];
  /** `archive_file`, as resource or data source. */
  readonly archives: readonly TerraformResource[];
  /** `local_file`: files that would be written. */
  readonly files: readonly TerraformResource[];
  readonly outputs: readonly TerraformOutput[];
  readonly variables: Readonly<Record<string, string>>;
}

export interface TerraformOutput {
  readonly name: string;
  readonly value: Value;
  readonly sensitive: boolean;
  readonly description: string | null;
  readonly line: number;
}

/** Reads the root module and every module below it that has a local path. */
export async function readModules(folder: string, document: Document): Promise<Modules> {
  const modules = new Map<string, Module>();
  const waiting = [folder];
  for (let at = 0; at < waiting.length; at += 1) {
    const path = waiting[at] as string;
    if (modules.has(path)) continue;
    const module = await readModule(path, document);
    modules.set(path, module);
    for (const call of module.blocks.filter(({ type }) => type === 'module')) {
      const source = moduleKey(module, call);
      if (!source.startsWith('/'))
        throw document.fail(
          call.line,
          `The module ${call.labels[0] ?? ''} comes from ${source || 'nowhere'}, and only local paths are read here.`,
          ['Load a plan instead: terraform plan -out plan && terraform show -json plan > plan.json.'],
        );
      if (!existsSync(source) || !isTerraformFolder(source))
        throw document.fail(
          call.line,
          `The module ${call.labels[0] ?? ''} should lie in ${source}, which holds no .tf file.`,
        );
      waiting.push(source);
    }
  }
  return modules;
}

/** Region that the configuration's own AWS provider names, or null. */
export function providerRegion(root: Configuration): string | null {
  for (const block of root.blocksOf('provider')) {
    if (block.labels[0] !== 'aws' || block.arguments.has('alias')) continue;
    const region = block.arguments.get('region')?.expression;
    if (region === undefined) continue;
    const value = root.evaluate(region);
    return typeof value === 'string' && value !== '' ? value : null;
  }
  return null;
}

/** Evaluates everything that the gateway reads. Throws DefinitionError. */
export function evaluateConfiguration(root: Configuration, world: World): Evaluated {
  const all = [...everyModule(root)];
  for (const one of all) checkNames(one);
  for (const name of root.labels('variable')) root.variable(name, root.declared('variable', name)?.line ?? 1);
  warnOfUnreadSources(all, world);
  return {
    resources: all.flatMap((one) =>
      resourcesIn(one, ['resource'], (type) => type !== 'archive_file' && !isLocalFile(type)),
    ),
    files: all.flatMap((one) => resourcesIn(one, ['resource'], isLocalFile)),
    archives: all.flatMap((one) => resourcesIn(one, ['resource', 'data'], (type) => type === 'archive_file')),
    outputs: root.blocksOf('output').map((block) => ({
      name: block.labels[0] ?? '',
      value: root.output(block.labels[0] ?? '', block.line),
      sensitive: isTrue(root, block.arguments.get('sensitive')?.expression),
      description: textOr(root, block.arguments.get('description')?.expression),
      line: block.line,
    })),
    variables: Object.fromEntries(
      root.blocksOf('variable').map((block) => {
        const name = block.labels[0] ?? '';
        const value = isTrue(root, block.arguments.get('sensitive')?.expression)
          ? '****'
          : root.variable(name, block.line);
        return [name, typeof value === 'string' ? value : JSON.stringify(value)];
      }),
    ),
  };
}

type MaybeExpression = Parameters<Configuration['evaluate']>[0] | undefined;

const isTrue = (root: Configuration, expression: MaybeExpression) =>
  expression !== undefined && root.evaluate(expression) === true;

const textOr = (root: Configuration, expression: MaybeExpression) => {
  const value = expression === undefined ? null : root.evaluate(expression);
  return typeof value === 'string' ? value : null;
};

/** The module and all that it calls. */
export function* everyModule(configuration: Configuration): Generator<Configuration> {
  yield configuration;
  for (const call of configuration.blocksOf('module'))
    for (const { made } of configuration.childrenOf(call)) yield* everyModule(made);
}

function resourcesIn(
  configuration: Configuration,
  kinds: readonly string[],
  wanted: (type: string) => boolean,
): TerraformResource[] {
  return kinds
    .flatMap((kind) => configuration.blocksOf(kind))
    .filter(({ labels }) => wanted(labels[0] ?? ''))
    .flatMap((block) => {
      const instances = configuration.instancesOf(block);
      const dependsOn =
        instances.length === 0 ? [] : dependenciesOf(block, configuration).map(({ address }) => address);
      return instances.map(({ made }) => ({
        address: made.address,
        type: made.type,
        line: made.line,
        arguments: made.body(
          unreadArguments({ type: made.type, argumentNames: made.argumentNames() }),
          isRead(made.type),
        ),
        dependsOn: dependsOn.filter((address) => address !== made.address),
      }));
    });
}

const isRead = (type: string) =>
  translations[type] !== undefined || isPart(type) || type === 'archive_file' || isLocalFile(type);

/** What nobody asks for isn't evaluated: the hash of an archive that doesn't exist yet, for instance. */
function unreadArguments({
  type,
  argumentNames,
}: {
  type: string;
  argumentNames: readonly string[];
}): string[] {
  if (isUpload(type)) return argumentNames.filter((name) => !['bucket', 'key', 'source'].includes(name));
  if (!isRead(type)) return [...argumentNames];
  const names = translations[type]?.names ?? {};
  return Object.keys(names).filter((name) => isInert(names[name]));
}

function warnOfUnreadSources(all: readonly Configuration[], world: World): void {
  for (const configuration of all)
    for (const block of configuration.blocksOf('data')) {
      const [type = '', name = ''] = block.labels;
      if (isReadHere(type)) continue;
      world.warn(
        `data.${type}.${name}`,
        block.line,
        'is not read from AWS here; its attributes have made-up values',
      );
    }
}
