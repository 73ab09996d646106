import type { SecretSource } from '../contract/auth.ts';
import type { AwsFor } from '../discovery/place.ts';
import { UsageError } from '../errors/usage-error.ts';
import { readSecrets, sourceName } from './read-secrets.ts';
import type { CommandOptions } from './run-command.ts';
import type { Signing } from './secret-header.ts';
import { type AwsCredentials, callerCredentials, signingRegion } from './sign.ts';
import { readToken } from './token.ts';

/** What k6 has to show with its requests, and until when: load/credentials.ts reads it. It never goes into a file. */
export interface LoadCredentials {
  /** Whole header values by the plan's variable. */
  readonly values: { readonly [variable: string]: string };
  /** By target, with the region of requests whose target tells none. */
  readonly aws?: { readonly [target: string]: AwsCredentials & { readonly region: string } };
  /** Epoch milliseconds from which on newer ones can be asked for; `null`: there never are any. */
  readonly renewAtMs: number | null;
  /** Epoch milliseconds of the first that expires; `null` where none is known to. */
  readonly expireAtMs: number | null;
  /** By variable, and `aws TARGET`. */
  readonly expiries: { readonly [credential: string]: number | null };
}

export interface LoadNeeds {
  readonly secrets: readonly LoadSecret[];
  /** Of each target whose requests have to be signed, one of them. */
  readonly signed: readonly SignedRequest[];
}

export interface SignedRequest {
  readonly target: string;
  readonly place: string;
  readonly url: string;
  readonly signing: Signing;
}

export interface LoadCredentialOptions extends CommandOptions {
  /** Whose credentials sign the requests to a target; default: whose the environment variables say. */
  readonly aws?: AwsFor;
}

export interface LoadSecret {
  readonly variable: string;
  readonly from: SecretSource;
  readonly scheme?: 'Bearer' | undefined;
  readonly place: string;
}

/** A token that doesn't tell when it expires is asked for again this often. */
const unknownLifeMs = 5 * 60_000;
const beforeExpiryMs = 60_000;

/**
 * Reads what the requests of a run have to show, commands run anew.
 * @throws UsageError for what is missing, unfit for a header, or has expired already.
 */
export async function readLoadCredentials(
  { secrets, signed }: LoadNeeds,
  options: LoadCredentialOptions,
): Promise<LoadCredentials> {
  const nowMs = Date.now();
  const read = await readSecrets(secrets, options);
  const expiries: Record<string, number | null> = {};
  const values: Record<string, string> = {};
  for (const { variable, from, scheme, place } of secrets) {
    const value = read.get(from) ?? '';
    const expiresAt = readToken(value)?.expiresAt ?? null;
    const expiresMs = expiresAt === null ? null : Date.parse(expiresAt);
    if (expiresMs !== null && expiresMs <= nowMs) throw expired({ place, from, expiresAt: expiresAt ?? '' });
    expiries[variable] = expiresMs;
    values[variable] = scheme === undefined ? value : `${scheme} ${value}`;
  }
  const signers = await Promise.all(signed.map((one) => awsCredentials(one, options)));
  for (const { target, expiresMs } of signers) expiries[`aws ${target}`] = expiresMs;
  const renewable = secrets.filter(({ from }) => from.startsWith('command:'));
  return {
    values,
    ...(signers.length === 0
      ? {}
      : { aws: Object.fromEntries(signers.map(({ target, credentials }) => [target, credentials])) }),
    renewAtMs: earliest([
      ...renewable.map(({ variable }) => renewal(expiries[variable] ?? null, nowMs)),
      ...signers.flatMap(({ expiresMs }) => (expiresMs === null ? [] : [renewal(expiresMs, nowMs)])),
    ]),
    expireAtMs: earliest(Object.values(expiries)),
    expiries,
  };
}

/** Half-way, or a minute before the end where that is later. */
function renewal(expiresMs: number | null, nowMs: number): number {
  if (expiresMs === null) return nowMs + unknownLifeMs;
  const leftMs = expiresMs - nowMs;
  return nowMs + Math.max(leftMs / 2, leftMs - beforeExpiryMs);
}

function earliest(times: readonly (number | null)[]): number | null {
  const known = times.filter((time) => time !== null);
  return known.length === 0 ? null : Math.min(...known);
}

interface Expired {
  readonly place: string;
  readonly from: SecretSource;
  readonly expiresAt: string;
}

function expired({ place, from, expiresAt }: Expired): UsageError {
  return new UsageError(
    `${place} needs ${sourceName(from)}, a token that expired at ${expiresAt}.`,
    from.startsWith('env:')
      ? `Get a new one; a command in the contract (from: 'command:…') would be asked again during the run.`
      : 'The command has to print a token that is still good.',
  );
}

async function awsCredentials(
  { target, place, url, signing }: SignedRequest,
  { env, aws = () => ({ env }) }: LoadCredentialOptions,
) {
  const options = aws({ target });
  const { expiration, ...credentials } = await callerCredentials(options, place);
  return {
    target,
    credentials: { ...credentials, region: signingRegion(signing, url, options) },
    expiresMs: expiration?.getTime() ?? null,
  };
}
