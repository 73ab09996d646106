import { styleText } from 'node:util';
import { plural } from '../statistics/figures.ts';
import type { DiscoverDocument, DiscoveredTarget } from './discover-document.ts';
import { middleOut, printable, withoutCredentials } from './printable.ts';

export interface Shape {
  /** Characters in a line; `null`: there is no terminal, and everything stands whole on one line. */
  readonly columns?: number | null;
  readonly colour?: boolean;
  readonly now?: Date;
}

/** The targets, a line each: what was found, where, and what stands there; then what permissions are missing for. */
export function formatTargets(
  { targets, missing = [] }: Pick<DiscoverDocument, 'targets'> & Partial<Pick<DiscoverDocument, 'missing'>>,
  { columns = null, colour = false, now = new Date() }: Shape = {},
): string {
  if (targets.length === 0) return 'no targets';
  const rows = targets.map((target) => rowOf(target, now));
  const widths = widthsOf(rows, columns);
  const dim = (text: string) =>
    colour && text !== '' ? styleText('dim', text, { validateStream: false }) : text;
  const lines = rows.flatMap(({ name, endpoint, stage, url, details }) => {
    const place = [
      name.padEnd(widths.name),
      ...(widths.endpoint === 0 ? [] : [endpoint.padEnd(widths.endpoint)]),
      stage.padEnd(widths.stage),
    ].join('  ');
    const shown = shortUrl(url, widths.url);
    if (details === '') return [`  ${place}  ${shown}`];
    return widths.below
      ? [`  ${place}  ${shown}`, `    ${dim(details)}`]
      : [`  ${place}  ${shown.padEnd(widths.url)}  ${dim(details)}`];
  });
  return [...lines, ...missingLine(missing)].join('\n');
}

interface Row {
  readonly name: string;
  /** Of a REST API: HTTP APIs are of one type. */
  readonly endpoint: string;
  readonly stage: string;
  readonly url: string;
  readonly details: string;
}

function rowOf(target: DiscoveredTarget, now: Date): Row {
  return {
    name: printable(target.target),
    endpoint: target.apiType === 'rest' ? (target.endpointType ?? '') : '',
    stage: printable(target.stage ?? '–'),
    url: printable(withoutCredentials(target.invokeUrl)),
    details: printable(detailsOf(target, now).join('  ')),
  };
}

function detailsOf({ deployed }: DiscoveredTarget, now: Date): string[] {
  if (deployed === undefined) return [];
  const { deployment, webAcl, keyedRoutes, canary, cache } = deployed;
  return [
    ...(deployment === null ? [] : [deploymentIn(deployment, now)]),
    ...(webAcl ? ['web ACL'] : []),
    ...(keyedRoutes ? [`${plural(keyedRoutes, 'route')} with keys`] : []),
    ...(canary ? [`canary ${canary.percentTraffic} %`] : []),
    ...(cache ? ['cache'] : []),
  ];
}

function deploymentIn(
  { id, createdAt }: { readonly id: string | null; readonly createdAt: string | null },
  now: Date,
): string {
  if (createdAt === null) return `deployment ${id}`;
  return `deployed ${localTime(new Date(createdAt), now)}${id === null ? '' : ` (${id})`}`;
}

/** `14:02` of today, else `2026-11-22 14:02`, as this machine's clock has it. */
function localTime(date: Date, now: Date): string {
  const two = (part: number) => String(part).padStart(2, '0');
  const day = (of: Date) => `${of.getFullYear()}-${two(of.getMonth() + 1)}-${two(of.getDate())}`;
  const time = `${two(date.getHours())}:${two(date.getMinutes())}`;
  return day(date) === day(now) ? time : `${day(date)} ${time}`;
}

/** Shorter than this, a URL can't be told from another. */
const shortestUrl = 28;

/** Where a terminal is too narrow, URLs are cut; where that isn't enough, what stands there goes below. */
function widthsOf(rows: readonly Row[], columns: number | null) {
  const longest = (of: (row: Row) => string) => Math.max(...rows.map((row) => of(row).length));
  const name = longest((row) => row.name);
  const endpoint = longest((row) => row.endpoint);
  const stage = longest((row) => row.stage);
  const url = longest((row) => row.url);
  const details = longest((row) => row.details);
  const before = 2 + name + 2 + (endpoint === 0 ? 0 : endpoint + 2) + stage + 2;
  const after = details === 0 ? 0 : 2 + details;
  if (columns === null || before + url + after <= columns)
    return { name, endpoint, stage, url, below: false };
  const beside = columns - before - after;
  if (beside >= shortestUrl) return { name, endpoint, stage, url: beside, below: false };
  const alone = Math.min(url, Math.max(shortestUrl, columns - before));
  return { name, endpoint, stage, url: alone, below: true };
}

/** Path and beginning of the host are what tells it from others. */
function shortUrl(url: string, width: number): string {
  if (url.length <= width) return url;
  const [, host = '', rest = ''] = /^(https?:\/\/[^/]*)(.*)$/.exec(url) ?? [];
  const left = width - rest.length - 1;
  return left < 12 ? middleOut(url, width) : `${host.slice(0, left)}…${rest}`;
}

function missingLine(missing: DiscoverDocument['missing']): string[] {
  if (missing.length === 0) return [];
  const permissions = new Set(missing.map(({ permission }) => permission)).size;
  const without = [...new Set(missing.map((one) => one.without))];
  return [
    `  ${plural(permissions, 'permission')} missing, so without: ${printable(without.join(', '))}. Policy for all: gatewright discover --print-policy`,
  ];
}
