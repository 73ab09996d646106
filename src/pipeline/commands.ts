import { posix } from 'node:path';
import { managerCommands, type PackageManager } from '../survey/toolchain.ts';
import type { PipelineWishes } from './wishes.ts';

/** The commands that every pipeline has, whatever runs it. */
export interface PipelineCommands {
  /** Ends with 1 where a promise is broken, and where nobody can tell. */
  readonly gate: string;
  /** Only warns where a measurement can't be trusted: a busy runner is no fault of the API's. */
  readonly latency: string;
  /** The page and the test report of the run before. */
  readonly report: string;
  /** One word: pass, fail or inconclusive. */
  readonly verdict: string;
}

export function commandsOf({ manager, environment, ratePerSecond }: PipelineWishes): PipelineCommands {
  const gatewright = `${managerCommands[manager].run} gatewright`;
  const wish = environment === null ? '' : ` --env ${word(environment)}`;
  return {
    gate: `${gatewright} smoke${wish} --retry-until-deployed 60 --on-inconclusive fail`,
    latency: `${gatewright} latency${wish} --rate ${ratePerSecond} --duration 60s --on-inconclusive warn`,
    report: `${gatewright} report --html --junit`,
    verdict: `${gatewright} report --verdict`,
  };
}

/** As a shell takes it for one word. */
function word(text: string): string {
  return /^[\w.-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

const frozen: { readonly [M in PackageManager]: string } = {
  npm: 'npm ci',
  pnpm: 'pnpm install --frozen-lockfile',
  yarn: 'yarn install --frozen-lockfile',
  bun: 'bun install --frozen-lockfile',
};

/** Installs exactly what the lock file says, where there is one. */
export function installCommand({ manager, lockFile }: Pick<PipelineWishes, 'manager' | 'lockFile'>): string {
  return lockFile === null ? `${manager} install` : frozen[manager];
}

/** A path of the project's as the repository's root sees it. */
export function fromRoot({ folder }: Pick<PipelineWishes, 'folder'>, path: string): string {
  return posix.normalize(posix.join(folder, path));
}
