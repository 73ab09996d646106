import { closeSync, constants, openSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lastLine, runBounded } from './bounded-command.ts';

/** A named pipe that k6 writes its samples to, and its reading end. */
export interface RawOutput {
  readonly path: string;
  /** The temporary folder that holds nothing else. */
  readonly folder: string;
  readonly stream: Socket;
  /** The writer is gone: what it wrote is still read, then the stream ends. */
  writerEnded(): void;
  remove(): Promise<void>;
}

/**
 * Makes a named pipe in a temporary folder of its own. Both ends are opened here at once, so that
 * reading neither blocks nor ends before k6 has opened the pipe, nor waits for a k6 that died before.
 * @throws Error where the system can make none.
 */
export async function openRawOutput(): Promise<RawOutput> {
  const folder = await mkdtemp(join(tmpdir(), 'gatewright-k6-'));
  const path = join(folder, 'samples.csv');
  const remove = () => rm(folder, { recursive: true, force: true });
  try {
    const made = await runBounded({
      path: 'mkfifo',
      args: ['-m', '600', path],
      env: process.env,
      timeoutMs: 10_000,
    });
    if (made.kind !== 'exited' || made.exitCode !== 0) {
      const reason = made.kind === 'not-started' ? made.reason : lastLine(made.errors);
      throw new Error(`mkfifo can't make a named pipe in ${folder}: ${reason}`);
    }
    const reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    let writer: number | undefined = openSync(path, constants.O_WRONLY | constants.O_NONBLOCK);
    const stream = new Socket({ fd: reader, readable: true, writable: false });
    const writerEnded = () => {
      if (writer !== undefined) closeSync(writer);
      writer = undefined;
    };
    return {
      path,
      folder,
      stream,
      writerEnded,
      async remove() {
        writerEnded();
        stream.destroy();
        await remove();
      },
    };
  } catch (error) {
    await remove();
    throw error;
  }
}
