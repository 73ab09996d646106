import { existsSync, readFileSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { findProjectRoot } from '../src/config/find-project-root.ts';
import { loadProject, type Project } from '../src/config/load-project.ts';
import { pairContracts, type Subject } from '../src/config/subjects.ts';
import { promisesNothing } from '../src/contract/promises-nothing.ts';
import { startReading } from '../src/deployment/read-deployments.ts';
import { awsFor } from '../src/discovery/place.ts';
import type { Target } from '../src/discovery/target.ts';
import { exitCode } from '../src/errors/exit-code.ts';
import { UsageError } from '../src/errors/usage-error.ts';
import { fieldsOf, parseOpenApi } from '../src/openapi/document.ts';
import { importDeployed, merged } from '../src/openapi/import-deployed.ts';
import { importOpenApi } from '../src/openapi/import-openapi.ts';
import type { Imported } from '../src/openapi/imported.ts';
import { writeContract } from '../src/openapi/write-contract.ts';
import type { ImportDocument } from '../src/report/documents.ts';
import { formatImport } from '../src/report/terminal-import.ts';
import { writeFailure } from '../src/run/write-failure.ts';
import { isUnchanged } from '../src/survey/unchanged-since.ts';
import { type Context, defineCommand } from './command.ts';
import { resolveTargets, targetOptions } from './targets.ts';

export const importing = defineCommand({
  about: 'a contract from an OpenAPI file, or from what a deployed API exports',
  options: {
    ...targetOptions,
    name: { type: 'string', value: 'NAME', about: 'name of the contract; default: the stack or the title' },
    force: { type: 'boolean', about: 'replace a contract that is there already' },
  },
  positional: 'FILE',
  examples: [
    'npx gatewright import openapi.yaml',
    'npx gatewright import openapi.yaml --name orders',
    'npx gatewright import --stack my-api',
  ],
  async run(values, context, file) {
    const way = (['stack', 'url', 'targets', 'local', 'env'] as const).find(
      (one) => values[one] !== undefined,
    );
    if (file !== undefined && way !== undefined) {
      throw new UsageError(
        `A contract is imported from ${file} or from --${way}, not from both.`,
        'Keep one of them.',
      );
    }
    const sources =
      file === undefined ? await fromTargets(values, context) : [await fromFile(file, values.name, context)];
    const root = findProjectRoot(context.cwd);
    const project = await loadProject(root);
    for (const { imported } of sources) refuseTaken(imported.contract.name, project, values.force === true);
    const contracts: ImportDocument['contracts'][number][] = [];
    for (const source of sources) contracts.push(await written(source, root));
    const document: ImportDocument = { schemaVersion: 1, contracts };
    context.out.document(document);
    context.out.result(formatImport(document));
    return exitCode.pass;
  },
});

interface Source {
  readonly imported: Imported;
  /** In a person's words. */
  readonly from: string;
}

async function fromFile(file: string, name: string | undefined, { cwd }: Context): Promise<Source> {
  const whole = path.resolve(cwd, file);
  const text = await readFile(whole, 'utf8').catch((error: NodeJS.ErrnoException) => {
    const reason =
      { ENOENT: 'does not exist', EISDIR: 'is a folder' }[error.code ?? ''] ??
      `can't be read: ${error.message}`;
    throw new UsageError(`${file} ${reason}.`, 'Name a file: npx gatewright import openapi.yaml', {
      cause: error,
    });
  });
  const document = parseOpenApi(text, file);
  const title = String(fieldsOf(document.value.info).title ?? '');
  const chosen = fileName(name ?? (slug(title) || slug(path.parse(file).name) || 'api'));
  return { imported: importOpenApi(document, { name: chosen, folder: path.dirname(whole) }), from: file };
}

type Wishes = Parameters<typeof resolveTargets>[0] & { readonly name?: string | undefined };

/** One contract a stack, whatever types of APIs it has. */
async function fromTargets(values: Wishes, context: Context): Promise<Source[]> {
  const named = [values.stack, values.url, values.targets, values.local, values.env].some(
    (way) => way !== undefined,
  );
  const root = findProjectRoot(context.cwd);
  if (!named && Object.keys((await loadProject(root)).environments).length === 0) {
    throw new UsageError('Say what to import: a file, or what is deployed.', [
      'npx gatewright import openapi.yaml',
      'npx gatewright import --stack my-api',
    ]);
  }
  const { targets, places, project, sources } = await resolveTargets(values, context);
  const { subjects } = pairContracts(targets, project, { sources, unpaired: 'allowed' });
  const reading = startReading(targets, awsFor(places, context.env));
  const readings = await Promise.all(targets.map((target) => reading.of(target)));
  const groups = new Map<string, Imported[]>();
  for (const [index, target] of targets.entries()) {
    const found = readings[index];
    if (!found) {
      throw new UsageError(`Nothing is known of what is deployed under ${target.target}.`, [
        'An import reads the API through AWS: name its stack (--stack NAME), or set region and credentials.',
        'From a file: npx gatewright import openapi.yaml',
      ]);
    }
    const name = fileName(
      values.name ??
        contractOf(target, subjects) ??
        target.stackName ??
        (slug(target.target.split(':')[0] ?? '') || 'api'),
    );
    const before = groups.get(name) ?? [];
    const same = before.some(({ contract }) => contract.apiTypes?.includes(target.apiType));
    // Stages of one API promise the same.
    if (!same) groups.set(name, [...before, importDeployed(found, name)]);
  }
  if (values.name !== undefined && new Set(targets.map(({ stackName }) => stackName)).size > 1) {
    throw new UsageError(
      '--name names one contract, and there are several stacks.',
      'Import one stack at a time.',
    );
  }
  return [...groups].flatMap(([name, list]) => {
    const imported = merged(list);
    return imported === null ? [] : [{ imported, from: `what is deployed as ${name}` }];
  });
}

/**
 * The contract that a target is held against already: another one beside it would take its place unasked. What a URL is
 * held against may only be the project's one contract; that counts while it is begun.
 */
function contractOf(target: Target, subjects: readonly Subject[]): string | undefined {
  const contract = subjects.find((one) => one.target === target)?.contract;
  return contract !== undefined && (target.stackName !== null || promisesNothing(contract))
    ? contract.name
    : undefined;
}

function refuseTaken(name: string, { root, contracts }: Project, force: boolean): void {
  const file = contractFile(name);
  if (existsSync(path.join(root, file))) {
    if (force || isUnchanged(readFileSync(path.join(root, file), 'utf8'))) return;
    throw new UsageError(`${file} is there already.`, [
      'Replace it: --force',
      'Write another one beside it: --name OTHER',
    ]);
  }
  if (contracts.some((each) => each.name === name)) {
    throw new UsageError(
      `This project has a contract "${name}" already, in another file.`,
      'Give this one its own name: --name OTHER',
    );
  }
}

async function written(
  { imported, from }: Source,
  root: string,
): Promise<ImportDocument['contracts'][number]> {
  const { contract, remarks, notes } = imported;
  const file = contractFile(contract.name);
  const whole = path.join(root, file);
  try {
    await mkdir(path.dirname(whole), { recursive: true });
    await writeFile(whole, writeContract(imported, from));
  } catch (error) {
    throw writeFailure(error, whole);
  }
  const routes = Object.values(contract.routes);
  return {
    name: contract.name,
    file,
    routes: routes.length,
    examples: routes.reduce((sum, { examples }) => sum + Object.keys(examples).length, 0),
    todos: [...remarks.values()].reduce((sum, { todos }) => sum + todos.length, 0),
    leftOut: notes,
  };
}

function contractFile(name: string): string {
  return path.join('contracts', `${name}.ts`);
}

/** A title may hold anything; a file's name not. */
function slug(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/[^A-Za-z\d]+/g, '-')
    .replace(/^-|-$/g, '')
    .toLowerCase()
    .slice(0, 60);
}

function fileName(name: string): string {
  if (/^[A-Za-z\d][\w.-]*$/.test(name)) return name;
  throw new UsageError(
    `"${name}" can't be the name of a contract's file.`,
    'Use letters, digits and dashes: --name orders',
  );
}
