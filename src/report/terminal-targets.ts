import type { Target } from '../discovery/target.ts';
import { plural } from '../statistics/figures.ts';
import { printable, withoutCredentials } from './printable.ts';
import { textTable } from './terminal-table.ts';

/** The targets as a table: what was found, and where. */
export function formatTargets(targets: readonly Target[]): string {
  if (targets.length === 0) return 'no targets';
  const rows = targets.map((target) => [
    printable(target.target),
    target.apiType === 'rest' ? 'REST API' : 'HTTP API',
    printable(target.stage ?? '–'),
    printable(target.region ?? '–'),
    target.endpointType ?? '–',
    printable(withoutCredentials(target.invokeUrl)),
  ]);
  const titles = ['target', 'API type', 'stage', 'region', 'endpoint', 'invoke URL'];
  const table = textTable(
    titles.map((title) => ({ title })),
    rows,
  );
  return `${table}\n\n${plural(targets.length, 'target')}`;
}
