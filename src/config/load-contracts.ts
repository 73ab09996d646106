import { relative } from 'node:path';
import { checkContract, type Mistake } from '../contract/check-contract.ts';
import type { Contract } from '../contract/contract.ts';
import { UsageError } from '../errors/usage-error.ts';
import { importFile } from './import-file.ts';
import { mistakeLine } from './mistake-line.ts';
import { refusedSchemas } from './refused-schemas.ts';
import { unsoundExamples } from './unsound-examples.ts';

interface FoundContract {
  readonly file: string;
  readonly contract: Contract;
}

/**
 * Every export of these files that is a contract, in the files' order, checked.
 * @throws UsageError with file and path for what can't be read, a mistake in a contract, a schema that
 *   ajv refuses, an example that contradicts its route, two contracts of one name, and files of which none exports a contract.
 */
export async function loadContracts(files: readonly string[], root: string): Promise<Contract[]> {
  const found: FoundContract[] = [];
  for (const path of files) {
    const file = relative(root, path);
    for (const [name, value] of Object.entries(await importFile(path, root))) {
      if (!looksLikeContract(value) || found.some(({ contract }) => (contract as unknown) === value))
        continue;
      found.push({ file, contract: checked(value, file, name) });
    }
  }
  if (found.length === 0) refuseFilesWithout(files.map((path) => relative(root, path)));
  refuseTwins(found);
  return found.map(({ contract }) => contract);
}

/** Files that export nothing but schemas are fine beside a contract; without any, an export was forgotten. */
function refuseFilesWithout(files: readonly string[]): void {
  const [only, ...others] = files;
  if (only === undefined) return;
  throw new UsageError(
    others.length === 0
      ? `${only} exports no contract.`
      : `None of these exports a contract: ${files.join(', ')}.`,
    "Write export const NAME = defineContract({ name: 'NAME', routes: { … } }).",
  );
}

/** Contract files may export other things, such as schemas; what has routes means to be a contract. */
function looksLikeContract(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'routes' in value;
}

function checked(value: unknown, file: string, name: string): Contract {
  const [first, ...others] = mistakesOf(value).map((mistake) => mistakeLine(mistake));
  if (first === undefined) return value as Contract;
  const exportName = name === 'default' ? 'default export' : name;
  throw new UsageError(
    `${file} (${exportName}): ${first}`,
    others.map((other) => `${file} (${exportName}): ${other}`),
  );
}

/** What a later look would trip over isn't looked at. */
function mistakesOf(value: unknown): Mistake[] {
  const looks = [
    checkContract,
    (one: unknown) => refusedSchemas(one as Contract),
    (one: unknown) => unsoundExamples(one as Contract),
  ];
  return looks.reduce<Mistake[]>((found, look) => (found.length > 0 ? found : look(value)), []);
}

function refuseTwins(found: readonly FoundContract[]): void {
  for (const [index, { file, contract }] of found.entries()) {
    const twin = found.slice(0, index).find((other) => other.contract.name === contract.name);
    if (twin === undefined) continue;
    throw new UsageError(
      twin.file === file
        ? `Two contracts are named "${contract.name}", both in ${file}.`
        : `Two contracts are named "${contract.name}": in ${twin.file} and in ${file}.`,
      'Give each contract a name of its own.',
    );
  }
}
