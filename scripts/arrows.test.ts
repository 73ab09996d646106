import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** The rooms of src/, lowest first: a room imports only from itself and from rooms before it. */
const rooms = [
  'errors',
  'contract',
  'transport',
  'permission',
  'aws',
  'discovery',
  'deployment',
  'cost',
  'migration',
  'evidence',
  'config',
  'openapi',
  'survey',
  'pipeline',
  'credential',
  'request',
  'conformance',
  'plan',
  'run',
  'sample',
  'statistics',
  'throttling',
  'caching',
  'safety',
  'generator',
  'comparison',
  'verdict',
  'report',
] as const;

/** What each top-level folder may import beside itself; `src` is checked room by room. */
const mayImport = {
  contracts: ['src/index.ts'],
  gateway: [],
  load: [],
  smoke: ['contracts', 'src'],
  scripts: ['src', 'smoke'],
  stacks: ['src/index.ts'],
} as const satisfies Record<string, readonly string[]>;

interface Arrow {
  readonly from: string;
  readonly to: string;
  readonly dynamic: boolean;
}

test('the folders of src/ are exactly the rooms that the order names', () => {
  const folders = readdirSync(path.join(root, 'src'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);
  assert.deepEqual(folders.sort(), [...rooms].sort());
});

test('arrows inside src/ go down only', () => {
  const upward = arrowsOf('src').filter(({ from, to }) => {
    if (from === 'src/index.ts') return !to.startsWith('src/');
    return !to.startsWith('src/') || levelOf(to) > levelOf(from);
  });
  assert.deepEqual(upward, []);
});

for (const [folder, allowed] of Object.entries(mayImport)) {
  test(`${folder}/ imports only from itself${allowed.map((name) => ` and ${name}`).join('')}`, () => {
    const permitted = (arrow: Arrow) =>
      [folder, ...allowed].some((name) => arrow.to === name || arrow.to.startsWith(`${name}/`)) ||
      (folder === 'scripts' && arrow.dynamic && arrow.to === 'gateway/main.ts') ||
      arrow.to === 'package.json';
    assert.deepEqual(
      arrowsOf(folder).filter((arrow) => !permitted(arrow)),
      [],
    );
  });
}

test('scripts/ reaches the gateway by dynamic import alone, so that deleting it leaves every other verb working', () => {
  const toGateway = arrowsOf('scripts').filter(({ to }) => to.startsWith('gateway/'));
  assert.ok(toGateway.length > 0);
  assert.ok(toGateway.every(({ dynamic }) => dynamic));
});

function levelOf(file: string): number {
  return rooms.indexOf(file.split('/')[1] as (typeof rooms)[number]);
}

/** Imports of files in this checkout, tests and type imports of packages left out. */
function arrowsOf(folder: string): Arrow[] {
  return readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(ts|mjs|js)$/.test(file) && !/\.test\.ts$/.test(file))
    .map((file) => `${folder}/${file.split(path.sep).join('/')}`)
    .flatMap((from) =>
      [...readFileSync(path.join(root, from), 'utf8').matchAll(importPattern)].flatMap((match) => {
        const name = match[2] ?? match[4] ?? '';
        const to = resolveImport(from, name);
        // A type in a position such as `typeof import('…')` costs nothing at run time.
        return to === null ? [] : [{ from, to, dynamic: match[4] !== undefined }];
      }),
    );
}

const importPattern = /(?:\bfrom\s+|^import\s+)(['"])([^'"]+)\1|\bimport\((['"])([^'"]+)\3\)/gm;

function resolveImport(from: string, name: string): string | null {
  if (name === 'gatewright') return 'src/index.ts';
  if (!name.startsWith('.')) return null;
  return path.posix.normalize(path.posix.join(path.posix.dirname(from), name));
}
