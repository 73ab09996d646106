import assert from 'node:assert/strict';
import { access, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { withLock } from './lock.ts';

const timing = { beatMs: 10, staleMs: 60_000, pollMs: 2 };
let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gatewright-lock-'));
});
after(() => rm(folder, { recursive: true }));

test('work under one lock never overlaps', async () => {
  const path = join(folder, 'overlap', 'lock');
  let inside = 0;
  const worker = () =>
    withLock(path, { onWait: () => {}, timing }, async () => {
      inside++;
      assert.equal(inside, 1);
      await new Promise((resolve) => setImmediate(resolve));
      inside--;
      return 'done';
    });
  assert.deepEqual(await Promise.all([worker(), worker(), worker()]), ['done', 'done', 'done']);
});

test('the lock is free again after work that failed', async () => {
  const path = join(folder, 'failed');
  const failing = withLock(path, { onWait: () => {}, timing }, () => Promise.reject(new Error('no')));
  await assert.rejects(failing, /no/);
  await assert.rejects(access(path));
});

test('a lock whose holder has not shown itself for long is taken over', async () => {
  const path = join(folder, 'stale');
  await writeFile(path, 'a process that was killed');
  await utimes(path, new Date(0), new Date(0));
  assert.equal(await withLock(path, { onWait: assert.fail, timing }, async () => 'done'), 'done');
});

test('who waits says so and can be aborted', async () => {
  const path = join(folder, 'held');
  await writeFile(path, 'a living process');
  const controller = new AbortController();
  const waiting = withLock(
    path,
    { onWait: () => controller.abort(new Error('enough')), timing, signal: controller.signal },
    assert.fail,
  );
  await assert.rejects(waiting, /^Error: enough$/);
  await access(path);
});
