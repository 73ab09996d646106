import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream, createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { openPromise } from 'yauzl';
import type { ReleaseArchive } from './release.ts';

export interface Extraction {
  /** The archive's file. */
  readonly file: string;
  readonly archive: Pick<ReleaseArchive, 'name' | 'format'>;
  /** Where the program is written; nothing else of the archive is. */
  readonly to: string;
}

/**
 * Takes the k6 program out of a release archive whose checksum was found right.
 * @throws Error where the archive can't be read or holds no program.
 */
export async function extractProgram(extraction: Extraction): Promise<void> {
  const entry = `${extraction.archive.name}/k6`;
  if (extraction.archive.format === 'zip') await fromZip(extraction, entry);
  else await fromTar(extraction, entry);
}

/** The system's tar, to standard output: it can't write anywhere, and needs no gzip beside it. */
async function fromTar({ file, to }: Extraction, entry: string): Promise<void> {
  const tar = spawn('tar', ['-xOf', '-', entry], { stdio: ['pipe', 'pipe', 'pipe'] });
  let said = '';
  tar.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-500);
  });
  const ended = once(tar, 'close');
  const written = pipeline(tar.stdout, createWriteStream(to, { mode: 0o755 }));
  // tar may have what it wants before the archive's end, and closes its input then.
  const fed = pipeline(createReadStream(file), createGunzip(), tar.stdin).catch((error: unknown) => {
    if (!(error instanceof Error && 'code' in error && error.code === 'EPIPE')) tar.kill('SIGKILL');
  });
  const [[exitCode]] = await Promise.all([ended, written, fed]);
  if (exitCode !== 0)
    throw new Error(`the archive can't be unpacked: ${said.trim() || `tar ends with ${exitCode}`}`);
}

async function fromZip({ file, to }: Extraction, wanted: string): Promise<void> {
  const zip = await openPromise(file);
  for await (const entry of zip.eachEntry()) {
    if (entry.fileName !== wanted) continue;
    await pipeline(await zip.openReadStreamPromise(entry), createWriteStream(to, { mode: 0o755 }));
    return;
  }
  throw new Error(`the archive can't be unpacked: it holds no ${wanted}`);
}
