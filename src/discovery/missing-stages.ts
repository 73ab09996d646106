import { didYouMean } from '../errors/nearest.ts';
import { UsageError } from '../errors/usage-error.ts';

interface Stages {
  /** `undefined`: any will do. */
  readonly wished: readonly string[] | undefined;
  readonly deployed: readonly (string | null)[];
}

/** @throws UsageError for a stage that the config names and that isn't there. */
export function refuseMissingStages(where: string, { wished = [], deployed }: Stages): void {
  // A custom domain may not tell which stage is behind it.
  if (deployed.includes(null)) return;
  const known = [...new Set(deployed.flatMap((stage) => stage ?? []))];
  const missing = wished.find((name) => !known.includes(name));
  if (missing === undefined) return;
  throw new UsageError(`${where} has no stage "${missing}", which the config names.`, [
    ...didYouMean(missing, known),
    known.length === 0 ? 'It has none at all.' : `It has: ${known.join(', ')}.`,
  ]);
}
