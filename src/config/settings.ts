import { homedir } from 'node:os';
import { join } from 'node:path';

/** Every environment variable that this tool reads by itself; `.env.example` lists the same. The AWS SDK reads its own. */
export const settingNames = [
  'GATEWRIGHT_ENV',
  'GATEWRIGHT_STACKS',
  'GATEWRIGHT_URL',
  'GATEWRIGHT_API',
  'GATEWRIGHT_OUTPUTS_FILE',
  'GATEWRIGHT_ACCOUNT',
  'GATEWRIGHT_ROLE_ARN',
  'GATEWRIGHT_PROTECT',
  'GATEWRIGHT_MAX_REQUESTS',
  'GATEWRIGHT_MAX_COST',
  'GATEWRIGHT_RATE',
  'GATEWRIGHT_CONNECT_TO',
  'GATEWRIGHT_CERT',
  'GATEWRIGHT_KEY',
  'GATEWRIGHT_CA',
  'GATEWRIGHT_SCOPE',
  'GATEWRIGHT_CONCURRENCY',
  'GATEWRIGHT_VANTAGE',
  'GATEWRIGHT_CACHE_DIR',
  'GATEWRIGHT_K6_DOWNLOAD_URL',
  'K6_BIN',
  'CHROMIUM_BIN',
  'CI',
  'NO_COLOR',
  'FORCE_COLOR',
  'XDG_CACHE_HOME',
] as const;

export interface Settings {
  /** Environment of the config to use where no `--env` is given. */
  readonly environment: string | null;
  /** Stacks to test where no option names targets; `null`: those of the environment. */
  readonly stacks: readonly string[] | null;
  /** An invoke URL to test, as it was written, and the type of its API. */
  readonly url: string | null;
  readonly api: string | null;
  /** A file with outputs or state that a deployment left; a path from the project's root. */
  readonly outputsFile: string | null;
  /** Twelve digits. */
  readonly account: string | null;
  /** ARN of the role to assume. */
  readonly role: string | null;
  /** What is protected beside what the config says: everything, or these stacks, URLs and URLs' names. */
  readonly protect: boolean | readonly string[];
  /** Of load, as they were written. */
  readonly limits: {
    readonly maxRequests: string | null;
    readonly maxCost: string | null;
    readonly rate: string | null;
  };
  /** How every target's host is reached, as it was written. */
  readonly transport: WrittenTransport;
  /** How much the gate may provoke where no `--scope` is given, as it was written. */
  readonly scope: string | null;
  /** Requests of the gate in flight at once, as it was written. */
  readonly concurrency: string | null;
  /** What the place is called that load is sent from. */
  readonly vantage: string | null;
  /** Folder for what is fetched or built once for all projects of a person. */
  readonly cacheDir: string;
  /** Base URL of k6's releases, for mirrors; no slash at the end. `null`: the official place. */
  readonly k6DownloadUrl: string | null;
  readonly k6Bin: string | null;
  readonly chromiumBin: string | null;
  /** Whether a pipeline runs this, rather than a person. */
  readonly ci: boolean;
  /** Whether colour is wished for (`true`), refused (`false`), or left to the terminal (`null`). */
  readonly color: boolean | null;
}

export interface WrittenTransport {
  /** `HOST:PORT`. */
  readonly connectTo: string | null;
  /** Paths of PEM files. */
  readonly cert: string | null;
  readonly key: string | null;
  readonly ca: string | null;
}

export type Env = Readonly<Record<string, string | undefined>>;

/** An empty variable counts as unset, as it does for the AWS tools. */
export function readSettings(env: Env = process.env): Settings {
  const read = (name: (typeof settingNames)[number]) => env[name] || null;
  return {
    environment: read('GATEWRIGHT_ENV'),
    stacks: listIn(read('GATEWRIGHT_STACKS')),
    url: read('GATEWRIGHT_URL'),
    api: read('GATEWRIGHT_API'),
    outputsFile: read('GATEWRIGHT_OUTPUTS_FILE'),
    account: read('GATEWRIGHT_ACCOUNT'),
    role: read('GATEWRIGHT_ROLE_ARN'),
    protect: protectIn(read('GATEWRIGHT_PROTECT')),
    limits: {
      maxRequests: read('GATEWRIGHT_MAX_REQUESTS'),
      maxCost: read('GATEWRIGHT_MAX_COST'),
      rate: read('GATEWRIGHT_RATE'),
    },
    transport: {
      connectTo: read('GATEWRIGHT_CONNECT_TO'),
      cert: read('GATEWRIGHT_CERT'),
      key: read('GATEWRIGHT_KEY'),
      ca: read('GATEWRIGHT_CA'),
    },
    scope: read('GATEWRIGHT_SCOPE'),
    concurrency: read('GATEWRIGHT_CONCURRENCY'),
    vantage: read('GATEWRIGHT_VANTAGE'),
    cacheDir: read('GATEWRIGHT_CACHE_DIR') ?? defaultCacheDir(read('XDG_CACHE_HOME')),
    k6DownloadUrl: read('GATEWRIGHT_K6_DOWNLOAD_URL')?.replace(/\/+$/, '') ?? null,
    k6Bin: read('K6_BIN'),
    chromiumBin: read('CHROMIUM_BIN'),
    ci: isOn(read('CI')),
    // https://no-color.org: present and not empty, whatever its value.
    color: read('NO_COLOR') !== null ? false : isOn(read('FORCE_COLOR')) ? true : null,
  };
}

function listIn(text: string | null): string[] | null {
  const names = (text ?? '').split(',').flatMap((name) => name.trim() || []);
  return names.length === 0 ? null : names;
}

function protectIn(text: string | null): boolean | readonly string[] {
  if (text === null || /^(0|false|no|off)$/i.test(text.trim())) return false;
  return /^(1|true|yes|on)$/i.test(text.trim()) ? true : (listIn(text) ?? false);
}

function isOn(value: string | null): boolean {
  return value !== null && value !== '0' && value.toLowerCase() !== 'false';
}

function defaultCacheDir(xdgCacheHome: string | null): string {
  if (xdgCacheHome !== null) return join(xdgCacheHome, 'gatewright');
  return process.platform === 'darwin'
    ? join(homedir(), 'Library', 'Caches', 'gatewright')
    : join(homedir(), '.cache', 'gatewright');
}
