import { access, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { UsageError } from '../errors/usage-error.ts';
import { type PriceFile, priceFileOf, readPriceFile } from './price-file.ts';
import type { PriceList } from './price-list.ts';

/** Prices of a project's own, in its root: what `cost --refresh` writes, and what is read where no other file is named. */
export const storeName = 'prices.json';

/**
 * The price file that applies: the one named, else the project's own, if it has one.
 * @throws UsageError where the one named isn't there, or either holds something else
 */
export async function ownPrices(
  root: string,
  region: string,
  named: string | undefined,
): Promise<{ readonly file: string; readonly prices: PriceFile } | null> {
  const file = named ?? path.join(root, storeName);
  if (named === undefined && !(await exists(file))) return null;
  return { file: path.basename(file), prices: await readPriceFile(file, region) };
}

/**
 * Puts a region's list into a price file, beside what it holds of other regions.
 * @throws UsageError where the file holds something else, or can't be written
 */
export async function storePrices(file: string, list: PriceList): Promise<void> {
  const kept = (await exists(file)) ? await regionsIn(file, list.region) : {};
  const { region, ...members } = list;
  const whole = { schemaVersion: 1, regions: { ...kept, [region]: members } };
  const draft = `${file}.${process.pid}.tmp`;
  try {
    await writeFile(draft, `${JSON.stringify(whole, null, 2)}\n`);
    await rename(draft, file);
  } catch (error) {
    throw new UsageError(`The prices can't be written to ${file}: ${(error as Error).message}.`, [], {
      cause: error,
    });
  }
}

async function regionsIn(file: string, region: string): Promise<PriceFile['regions']> {
  const text = await readFile(file, 'utf8');
  try {
    return priceFileOf(JSON.parse(text), { file: path.basename(file), region }).regions;
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(
      `${file} is not JSON: ${(error as Error).message}.`,
      'Move it away, or name another: --prices FILE',
      {
        cause: error,
      },
    );
  }
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
