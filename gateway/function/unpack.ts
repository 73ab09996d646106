import { createWriteStream, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Entry, ZipFile } from 'yauzl';
import { onDemand } from '../on-demand.ts';

const yauzl = onDemand<typeof import('yauzl')>('yauzl');

/** A zip archive that can't be read, or that a careful program doesn't unpack. */
export class ArchiveError extends Error {
  override readonly name = 'ArchiveError';
}

export interface UnpackLimits {
  readonly mostBytes: number;
  readonly mostEntries: number;
}

/** Largest function unpacked, bytes (AWS documentation, "Lambda quotas"). */
const lambdaLimits: UnpackLimits = { mostBytes: 250 * 1024 * 1024, mostEntries: 50_000 };

/**
 * Unpacks a zip archive into a folder that exists. Throws ArchiveError for one that is damaged, unpacks to more than
 * Lambda takes, or holds `..`, absolute paths or symbolic links.
 */
export async function unpack(
  archive: string,
  folder: string,
  limits: UnpackLimits = lambdaLimits,
): Promise<void> {
  const refuse = (why: string) => new ArchiveError(`the function's code (${archive}) ${why}`);
  try {
    // It checks names for `..` and absolute paths, and each entry's size while it is read.
    const zip = await yauzl().openPromise(archive);
    await unpackEntries(zip, { folder, refuse, limits });
  } catch (error) {
    if (error instanceof ArchiveError) throw error;
    throw refuse(`can't be unpacked: ${(error as Error).message}`);
  }
}

async function unpackEntries(
  zip: ZipFile,
  { folder, refuse, limits }: { folder: string; refuse: (why: string) => ArchiveError; limits: UnpackLimits },
): Promise<void> {
  let bytes = 0;
  let entries = 0;
  for await (const entry of zip.eachEntry()) {
    entries += 1;
    bytes += entry.uncompressedSize;
    if (isLink(entry)) throw refuse(`holds the symbolic link ${entry.fileName}, which is not unpacked`);
    if (bytes > limits.mostBytes || entries > limits.mostEntries)
      throw refuse(
        `unpacks to more than Lambda takes (${limits.mostBytes} bytes, ${limits.mostEntries} files)`,
      );
    const path = join(folder, entry.fileName);
    if (entry.fileName.endsWith('/')) {
      mkdirSync(path, { recursive: true });
      continue;
    }
    mkdirSync(dirname(path), { recursive: true });
    await pipeline(await zip.openReadStreamPromise(entry), createWriteStream(path, { mode: 0o644 }));
  }
}

/** Unix mode in the upper half of the external attributes (APPNOTE.TXT 4.4.15, as Info-ZIP writes it). */
const isLink = ({ externalFileAttributes }: Entry) =>
  ((externalFileAttributes >>> 16) & 0o170000) === 0o120000;
