import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { didYouMean } from '../errors/nearest.ts';
import { UsageError } from '../errors/usage-error.ts';

type Env = Readonly<Record<string, string | undefined>>;

/**
 * The SDK reports a profile that isn't there as missing credentials; this names it.
 * @throws UsageError with the profiles that there are.
 */
export function refuseUnknownProfile(profile: string | undefined, env: Env): void {
  if (profile === undefined) return;
  const known = profileNames(env);
  if (known.includes(profile)) return;
  throw new UsageError(`The AWS profile "${profile}" does not exist.`, [
    ...didYouMean(profile, known),
    known.length === 0
      ? 'There are no profiles: aws configure, aws configure sso'
      : `Profiles: ${known.join(', ')}.`,
  ]);
}

/** The profiles of the configuration files: https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html */
export function profileNames(env: Env): string[] {
  const files = [
    env.AWS_CONFIG_FILE ?? join(homedir(), '.aws', 'config'),
    env.AWS_SHARED_CREDENTIALS_FILE ?? join(homedir(), '.aws', 'credentials'),
  ];
  const names = files
    .filter((file) => existsSync(file))
    .flatMap((file) => [...readFileSync(file, 'utf8').matchAll(/^\s*\[\s*([^\]]+?)\s*\]/gm)])
    .map(([, section = '']) => section.replace(/^profile\s+/, '').replace(/^"(.*)"$/, '$1'))
    .filter((section) => !/^(sso-session|services)\s/.test(section));
  return [...new Set(names)].sort();
}
