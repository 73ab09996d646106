import { mkdir, open, readFile, rm, stat, utimes } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

export interface LockOptions {
  readonly signal?: AbortSignal | undefined;
  /** Called every few seconds while another process holds the lock. */
  readonly onWait: () => void;
  /** How often the holder shows that it lives, and how long it may be silent before others go on. */
  readonly timing?: { readonly beatMs: number; readonly staleMs: number; readonly pollMs: number };
}

const usualTiming = { beatMs: 5_000, staleMs: 30_000, pollMs: 500 };

/**
 * Runs `work` while no other process does, by a file that its holder touches again and again.
 * A lock that wasn't touched for half a minute belongs to nobody any more. Two processes that find the
 * same stale lock may both go on: it saves double work, and what is written must bear being written twice.
 * @throws the signal's reason when it is aborted while waiting, and what `work` throws.
 */
export async function withLock<T>(path: string, options: LockOptions, work: () => Promise<T>): Promise<T> {
  const { beatMs } = options.timing ?? usualTiming;
  const mine = await acquire(path, options);
  const beat = setInterval(() => {
    const now = new Date();
    utimes(path, now, now).catch(() => {});
  }, beatMs);
  beat.unref();
  try {
    return await work();
  } finally {
    clearInterval(beat);
    const holder = await readFile(path, 'utf8').catch(() => '');
    if (holder === mine) await rm(path, { force: true });
  }
}

async function acquire(path: string, options: LockOptions): Promise<string> {
  const { staleMs, pollMs } = options.timing ?? usualTiming;
  await mkdir(dirname(path), { recursive: true });
  const mine = `${process.pid} ${Date.now()} ${Math.random()}`;
  for (let polls = 0; ; polls++) {
    options.signal?.throwIfAborted();
    if (await create(path, mine)) return mine;
    const touched = await stat(path).then(
      (file) => file.mtimeMs,
      () => undefined,
    );
    if (touched === undefined) continue;
    if (Date.now() - touched > staleMs) {
      await rm(path, { force: true });
      continue;
    }
    if (polls % 10 === 0) options.onWait();
    await delay(pollMs);
  }
}

async function create(path: string, content: string): Promise<boolean> {
  try {
    const file = await open(path, 'wx');
    await file.writeFile(content);
    await file.close();
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}
