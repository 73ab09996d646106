import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { join } from 'node:path';

const mostEntries = 1000;

/** The user's folder for what programs can make again (XDG Base Directory Specification; on macOS the system's own). */
function cacheFolder(): string {
  const { GATEWRIGHT_CACHE_DIR, XDG_CACHE_HOME } = process.env;
  if (GATEWRIGHT_CACHE_DIR) return GATEWRIGHT_CACHE_DIR;
  if (XDG_CACHE_HOME) return join(XDG_CACHE_HOME, 'gatewright');
  return process.platform === 'darwin'
    ? join(homedir(), 'Library', 'Caches', 'gatewright')
    : join(homedir(), '.cache', 'gatewright');
}

const folder = join(cacheFolder(), 'hcl');

let parserVersion: string | undefined;

/** Another version of the parser may read a text otherwise. */
function version(): string {
  if (parserVersion === undefined) {
    const { version: read } = createRequire(import.meta.url)('@cdktf/hcl2json/package.json') as {
      version: string;
    };
    parserVersion = read;
  }
  return parserVersion;
}

/**
 * What a parser made of a text, remembered from run to run, because starting the parser takes longer than all else of a
 * gateway's start. A folder that can't be read or written only costs the time. `null` isn't remembered.
 * @param kind what is made of the text; results have to be JSON.
 */
export async function remembered<Result>(
  kind: string,
  text: string,
  parse: () => Promise<Result>,
): Promise<Result> {
  const key = createHash('sha256').update(`${version()}\n${kind}\n${text}`).digest('hex');
  const file = join(folder, `${key}.json`);
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Result;
  } catch {
    // Not there yet, or damaged.
  }
  const result = await parse();
  if (result !== null) keep(file, JSON.stringify(result));
  return result;
}

function keep(file: string, text: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    // Whole or not at all, also for others who start at the same time.
    const partial = `${file}.${process.pid}`;
    writeFileSync(partial, text, { mode: 0o600 });
    renameSync(partial, file);
    forgetOldest();
  } catch {
    // It will be parsed again.
  }
}

function forgetOldest(): void {
  const names = readdirSync(folder);
  if (names.length <= mostEntries) return;
  const aged = names.map((name) => ({ name, atMs: statSync(join(folder, name)).mtimeMs }));
  aged.sort((a, b) => a.atMs - b.atMs);
  for (const { name } of aged.slice(0, names.length - mostEntries / 2)) rmSync(join(folder, name));
}
