/** What `gatewright smoke` tells the Playwright that it starts, by environment variable. */
export const names = {
  /** Folder of the project under test: its config, contracts and own specs. */
  root: 'GATEWRIGHT_ROOT',
  runDir: 'GATEWRIGHT_RUN_DIR',
  grep: 'GATEWRIGHT_GREP',
  effects: 'GATEWRIGHT_EFFECTS',
  /** Exchanges in flight at once. */
  concurrency: 'GATEWRIGHT_CONCURRENCY',
  /** Set where nobody reads Playwright's own report. */
  unread: 'GATEWRIGHT_UNREAD',
} as const;

export interface SmokeEnvironment {
  readonly root: string | null;
  readonly runDir: string | null;
  readonly grep: string | null;
  readonly effects: 'all' | 'none';
  readonly concurrency: number;
  readonly unread: boolean;
}

export function readSmokeEnvironment(env: NodeJS.ProcessEnv = process.env): SmokeEnvironment {
  const concurrency = Number(env[names.concurrency] || 32);
  return {
    root: env[names.root] || null,
    runDir: env[names.runDir] || null,
    grep: env[names.grep] || null,
    effects: env[names.effects] === 'none' ? 'none' : 'all',
    concurrency: Number.isInteger(concurrency) && concurrency > 0 ? Math.min(concurrency, 256) : 32,
    unread: env[names.unread] === '1',
  };
}
