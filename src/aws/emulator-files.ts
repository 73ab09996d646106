import { readdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { isLoopback } from './endpoint-watch.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** What an emulator has left on this machine for those who call it. */
export interface EmulatorFiles {
  readonly folder: string;
  /** PEM file of the authority that its certificate is of. */
  readonly ca: string | null;
  readonly keys: { readonly accessKeyId: string; readonly secretAccessKey: string } | null;
}

/**
 * AWS Emulator makes a certificate and keys at every start and leaves both in `~/.aws/emulator/PORT/`; without signature checks it
 * leaves no keys. `null` for any other endpoint.
 * https://docs.aws.amazon.com/emulator/latest/userguide/point-sdk-to-emulator.html
 */
export function emulatorFiles(endpoint: string, env: Env): EmulatorFiles | null {
  if (!isLoopback(endpoint) || !endpoint.startsWith('https:')) return null;
  const folder = path.join(
    env.HOME || env.USERPROFILE || homedir(),
    '.aws/emulator',
    new URL(endpoint).port || '443',
  );
  const files = filesIn(folder);
  if (files.length === 0) return null;
  const authorities = files.filter(({ text }) => /-----BEGIN (TRUSTED )?CERTIFICATE-----/.test(text));
  const authority = authorities.find(({ name }) => /^ca\b/i.test(name)) ?? authorities[0];
  const keys = files.flatMap(({ text }) => keysIn(text) ?? [])[0];
  return {
    folder,
    ca: authority === undefined ? null : path.join(folder, authority.name),
    keys: keys ?? null,
  };
}

/** A sentence that names what was taken. */
export function takenFrom({ folder, ca, keys }: EmulatorFiles): string {
  const taken = [
    ...(ca === null ? [] : [`the authority (${path.basename(ca)})`]),
    ...(keys === null ? [] : ['keys']),
  ];
  return taken.length === 0
    ? `${folder} holds neither a certificate nor keys of the emulator.`
    : `The emulator's own files were taken from ${folder}: ${taken.join(' and ')}.`;
}

interface File {
  readonly name: string;
  readonly text: string;
}

/** Certificates and keys are small; what is larger is neither. */
const largestFileBytes = 64 * 1024;

function filesIn(folder: string): File[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ name }) => ({ name, text: readFileSync(path.join(folder, name), 'utf8') }))
      .filter(({ text }) => text.length <= largestFileBytes)
      .sort((a, b) => a.name.localeCompare(b.name));
  } catch {
    return [];
  }
}

/** Of a credentials file as the AWS CLI reads it, of shell exports, and of JSON in AWS's spelling. */
function keysIn(text: string): EmulatorFiles['keys'] {
  const valueNamed = (...names: readonly string[]) => {
    const pattern = new RegExp(`["']?\\b(?:${names.join('|')})\\b["']?\\s*[=:]\\s*["']?([\\w/+=-]+)`, 'i');
    return pattern.exec(text)?.[1];
  };
  const accessKeyId = valueNamed('aws_access_key_id', 'AccessKeyId');
  const secretAccessKey = valueNamed('aws_secret_access_key', 'SecretAccessKey');
  return accessKeyId === undefined || secretAccessKey === undefined ? null : { accessKeyId, secretAccessKey };
}
