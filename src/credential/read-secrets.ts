import type { SecretSource } from '../contract/auth.ts';
import { UsageError } from '../errors/usage-error.ts';
import { unfitSecret } from './header-value.ts';
import { type CommandOptions, runCommand } from './run-command.ts';

/** A secret that a run needs, and who needs it. */
export interface SecretNeed {
  readonly from: SecretSource;
  readonly scheme?: 'Bearer' | undefined;
  /** `my-api: GET /account`, for sentences. */
  readonly place: string;
}

export type Secrets = ReadonlyMap<SecretSource, string>;

/**
 * The value of every secret, read once: asked before the first request goes out, since half a run would mean nothing.
 * @throws UsageError for the first that is missing, that no header could carry, or whose command fails.
 */
export async function readSecrets(needs: readonly SecretNeed[], options: CommandOptions): Promise<Secrets> {
  const secrets = new Map<SecretSource, string>();
  for (const need of needs) {
    const secret = secrets.get(need.from) ?? (await read(need, options));
    secrets.set(need.from, secret);
    const unfit = unfitSecret(secret, need.scheme);
    if (unfit === null) continue;
    throw new UsageError(`${need.place} needs ${sourceName(need.from)}, which ${unfit.what}.`, unfit.next);
  }
  return new Map([...secrets].map(([from, secret]) => [from, secret.trim()]));
}

async function read({ from, place }: SecretNeed, options: CommandOptions): Promise<string> {
  if (from.startsWith('env:')) return readVariable(from.slice('env:'.length), place, options.env);
  try {
    return await runCommand(from.slice('command:'.length), options);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    throw new UsageError(`${place} needs a secret. ${error.message}`, error.next, { cause: error });
  }
}

function readVariable(name: string, place: string, env: NodeJS.ProcessEnv): string {
  const value = env[name];
  if (value !== undefined && value !== '') return value;
  throw new UsageError(
    `${place} needs the environment variable ${name}, which is ${value === '' ? 'empty' : 'not set'}.`,
    `Set it, for example in .env: ${name}=…`,
  );
}

/** `the environment variable TOKEN`, `the output of ./token.sh`. */
export function sourceName(from: SecretSource): string {
  return from.startsWith('env:')
    ? `the environment variable ${from.slice('env:'.length)}`
    : `the output of ${from.slice('command:'.length)}`;
}
