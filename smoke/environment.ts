import { readSettings } from '../src/config/settings.ts';
import { type Scope, scopeFrom } from '../src/conformance/scope.ts';
import type { Places } from '../src/discovery/place.ts';
import { UsageError } from '../src/errors/usage-error.ts';

/** What `gatewright smoke` tells the Playwright that it starts, by environment variable. */
export const names = {
  /** Folder of the project under test: its config, contracts and own specs. */
  root: 'GATEWRIGHT_ROOT',
  runDir: 'GATEWRIGHT_RUN_DIR',
  /** Where in AWS each target belongs, and as whom it is asked for there: JSON by target, which no file holds. */
  places: 'GATEWRIGHT_PLACES',
  grep: 'GATEWRIGHT_GREP',
  effects: 'GATEWRIGHT_EFFECTS',
  scope: 'GATEWRIGHT_SCOPE',
  retryUntilDeployed: 'GATEWRIGHT_RETRY_UNTIL_DEPLOYED',
  expectVersion: 'GATEWRIGHT_EXPECT_VERSION',
  seed: 'GATEWRIGHT_SEED',
  /** Set where nobody reads Playwright's own report. */
  unread: 'GATEWRIGHT_UNREAD',
} as const;

export interface SmokeEnvironment {
  readonly root: string | null;
  readonly runDir: string | null;
  readonly places: Places;
  readonly grep: string | null;
  readonly effects: 'all' | 'none';
  readonly scope: Scope;
  /** How long a fresh deployment may take; 0: it has to be there. */
  readonly retryUntilDeployedMs: number;
  readonly expectVersion: string | null;
  /** Of generated requests. */
  readonly seed: number;
  /** Exchanges in flight at once. */
  readonly concurrency: number;
  readonly unread: boolean;
}

/** @throws UsageError for a scope or a concurrency that makes no sense. */
export function readSmokeEnvironment(env: NodeJS.ProcessEnv = process.env): SmokeEnvironment {
  const { scope, concurrency, ci } = readSettings(env);
  return {
    root: env[names.root] || null,
    runDir: env[names.runDir] || null,
    places: JSON.parse(env[names.places] || '{}') as Places,
    grep: env[names.grep] || null,
    effects: env[names.effects] === 'none' ? 'none' : 'all',
    scope: scopeFrom(scope, { option: `${names.scope}=`, ci }),
    retryUntilDeployedMs:
      secondsFrom(env[names.retryUntilDeployed] || '0', `${names.retryUntilDeployed}=`) * 1000,
    expectVersion: env[names.expectVersion] || null,
    seed: seedFrom(env[names.seed] || '0', `${names.seed}=`),
    concurrency: concurrencyFrom(concurrency),
    unread: env[names.unread] === '1',
  };
}

const most = 256;

function concurrencyFrom(text: string | null): number {
  const concurrency = Number(text ?? 32);
  if (Number.isInteger(concurrency) && concurrency >= 1 && concurrency <= most) return concurrency;
  throw new UsageError(
    `GATEWRIGHT_CONCURRENCY=${text} makes no sense.`,
    `Write a whole number from 1 to ${most}.`,
  );
}

const mostSeed = 2 ** 31 - 1;

/** @throws UsageError for what is no seed; `option` says where it stands. */
export function seedFrom(text: string, option: string): number {
  const seed = Number(text);
  if (/^\d+$/.test(text.trim()) && seed <= mostSeed) return seed;
  throw new UsageError(`${option}${text} makes no sense.`, `Write a whole number from 0 to ${mostSeed}.`);
}

const mostSeconds = 3600;

/** @throws UsageError for what is no number of seconds; `option` says where it stands. */
export function secondsFrom(text: string, option: string): number {
  const seconds = Number(text);
  if (/^\d+(\.\d+)?$/.test(text.trim()) && seconds <= mostSeconds) return seconds;
  throw new UsageError(`${option}${text} makes no sense.`, `Write seconds, from 0 to ${mostSeconds}.`);
}
