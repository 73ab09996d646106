import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeFolder } from '../made-folder.ts';
import { OptionError } from '../option-error.ts';
import { type Certificate, endOf, issueCertificate, makeAuthority } from './certificates.ts';

/** A certificate authority of the gateway's own, which clients have to be told of. */
export interface Authority {
  /** File with its certificate, PEM. */
  readonly caFile: string;
  /** A certificate for this machine by its loopback names, and for the names given. */
  issue(names: readonly string[]): Promise<Certificate>;
  /** Removes the file, unless it lies in a folder that was asked for. */
  remove(): void;
}

const loopback = {
  names: ['localhost', '*.localhost', '*.execute-api.localhost'],
  addresses: ['127.0.0.1', '::1'],
} as const;
const dayMs = 24 * 60 * 60 * 1000;
/** A new one is issued at every start. */
const serverDays = 30;
const keptDays = 365;

/**
 * Opens the authority that a folder keeps, which makes one where it holds none, so that it needs to be trusted once
 * only; without a folder, a new one in a temporary folder. Throws OptionError where the folder can't be used.
 */
export async function openAuthority(folder: string | undefined): Promise<Authority> {
  const place = folder ?? mkdtempSync(join(tmpdir(), 'gatewright-ca-'));
  const caFile = join(place, 'ca.pem');
  const authority = folder === undefined ? await makeAuthority(serverDays) : await keptAuthority(folder);
  if (folder === undefined) writeFileSync(caFile, authority.cert);
  return {
    caFile,
    issue: (names) =>
      issueCertificate(authority, { ...loopback, names: [...loopback.names, ...names] }, serverDays),
    remove() {
      if (folder === undefined) rmSync(place, { recursive: true, force: true });
    },
  };
}

async function keptAuthority(folder: string): Promise<Certificate> {
  const [caFile, keyFile] = [join(folder, 'ca.pem'), join(folder, 'ca-key.pem')];
  try {
    makeFolder(folder);
    if (existsSync(caFile) && existsSync(keyFile)) {
      const kept = { cert: readFileSync(caFile, 'utf8'), key: readFileSync(keyFile, 'utf8') };
      if (endOf(kept) > Date.now() + serverDays * dayMs) return kept;
    }
    const made = await makeAuthority(keptDays);
    writeFileSync(keyFile, made.key, { mode: 0o600 });
    writeFileSync(caFile, made.cert);
    return made;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new OptionError(`The folder ${folder} can't keep certificates: ${reason}.`, [
      'Name a folder that is yours to write, or remove ca.pem and ca-key.pem from it.',
    ]);
  }
}
