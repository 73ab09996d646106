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
  try {
    if (extraction.archive.format === 'zip') await fromZip(extraction, entry);
    else await fromTar(extraction, entry);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`its archive can't be unpacked: ${reason}`, { cause: error });
  }
}

/** The system's tar, to standard output: it can't write anywhere, and needs no gzip beside it. */
async function fromTar({ file, to }: Extraction, entry: string): Promise<void> {
  const tar = spawn('tar', ['-xOf', '-', entry], { stdio: ['pipe', 'pipe', 'pipe'] });
  let said = '';
  tar.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-500);
  });
  const fed = pipeline(createReadStream(file), createGunzip(), tar.stdin).catch(passOverEarlyClose);
  const written = pipeline(tar.stdout, createWriteStream(to, { mode: 0o755 }));
  const [[exitCode]] = await Promise.all([once(tar, 'close'), fed, written]);
  if (exitCode !== 0) throw new Error(said.trim() || `tar ends with ${exitCode}`);
}

/** tar may have what it wants before the archive's end, and closes its input then. */
function passOverEarlyClose(error: unknown): void {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code !== 'EPIPE' && code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
}

async function fromZip({ file, to }: Extraction, wanted: string): Promise<void> {
  const zip = await openPromise(file);
  for await (const entry of zip.eachEntry()) {
    if (entry.fileName !== wanted) continue;
    await pipeline(await zip.openReadStreamPromise(entry), createWriteStream(to, { mode: 0o755 }));
    return;
  }
  throw new Error(`it holds no ${wanted}`);
}
