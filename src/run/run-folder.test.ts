import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { UsageError } from '../errors/usage-error.ts';
import { readRun } from './read-run.ts';
import { createRunFolder, findRun, listRuns, writeDocument } from './run-folder.ts';
import { writeFailure } from './write-failure.ts';

async function project(t: TestContext): Promise<string> {
  const root = await mkdtemp(path.join(tmpdir(), 'gatewright-run-'));
  t.after(() => rm(root, { recursive: true, force: true }));
  return root;
}

test('JSON is indented, with lists of numbers on a line and texts untouched', async (t) => {
  const value = { order: [0, -1.5, 1e21], text: '[\n1,  2]', nested: [[1], ['1']], empty: [] };
  const text = await readFile(await writeDocument(await project(t), 'plan.json', value), 'utf8');
  assert.deepEqual(JSON.parse(text), value);
  assert.match(text, /^ {2}"order": \[0, -1.5, 1e\+21\],$/m);
});

test('a run id is readable, sorts by time, and is unique within a second', async (t) => {
  const root = await project(t);
  const now = new Date('2026-11-23T06:35:01.700Z');
  const folders = await Promise.all(Array.from({ length: 20 }, () => createRunFolder(root, 'latency', now)));
  assert.match(folders[0]?.runId ?? '', /^20261123-063501-latency-[a-z0-9]{4}$/);
  assert.equal(new Set(folders.map(({ runId }) => runId)).size, 20);
  assert.equal(folders[0]?.dir, path.join(root, 'runs', folders[0]?.runId ?? ''));
});

test('runs are listed oldest first, by verb where one is asked for, and other folders are none', async (t) => {
  const root = await project(t);
  assert.deepEqual(await listRuns(root), []);
  const later = await createRunFolder(root, 'latency', new Date('2026-11-24T00:00:00Z'));
  const earlier = await createRunFolder(root, 'smoke', new Date('2026-11-23T00:00:00Z'));
  await mkdir(path.join(root, 'runs', 'notes'));
  assert.deepEqual(await listRuns(root), [earlier, later]);
  assert.deepEqual(await listRuns(root, 'latency'), [later]);
});

test('a document is written whole, replaces the one before, and leaves nothing beside it', async (t) => {
  const dir = path.join(await project(t), 'runs');
  await writeDocument(dir, 'targets.json', { a: 1 });
  const file = await writeDocument(dir, 'targets.json', { a: 2 });
  assert.deepEqual(JSON.parse(await readFile(file, 'utf8')), { a: 2 });
  await writeDocument(dir, 'report.html', '<p>');
  assert.deepEqual((await readdir(dir)).sort(), ['report.html', 'targets.json']);
  assert.equal(await readFile(path.join(dir, 'report.html'), 'utf8'), '<p>');
});

test('a document that cannot be written is a sentence with the file and the cause, and the old one stays', async (t) => {
  const root = await project(t);
  await writeFile(path.join(root, 'runs'), 'in the way');
  const refused = (error: unknown) =>
    error instanceof UsageError &&
    /runs.* can't be written: something else of that name is in the way/.test(error.message);
  await assert.rejects(createRunFolder(root, 'latency'), refused);
  await assert.rejects(writeDocument(path.join(root, 'runs'), 'run.json', {}), refused);
  await mkdir(path.join(root, 'ok', 'plan.json'), { recursive: true });
  await assert.rejects(writeDocument(path.join(root, 'ok'), 'plan.json', {}), UsageError);
  assert.deepEqual(await readdir(path.join(root, 'ok')), ['plan.json']);
});

test('a full disk and a missing permission are sentences that say what to do, and other failures stay what they are', async () => {
  const failed = (code: string) => writeFailure(Object.assign(new Error(code), { code }), 'runs/r/run.json');
  const full = await writeFile('/dev/full', 'x').catch((error: unknown) =>
    writeFailure(error, 'runs/r/run.json'),
  );
  for (const [failure, cause] of [
    [
      process.platform === 'linux' ? full : failed('ENOSPC'),
      /^runs\/r\/run.json can't be written: the disk is full/,
    ],
    [failed('EACCES'), /no permission/],
    [failed('EROFS'), /no permission/],
  ] as const) {
    assert.ok(failure instanceof UsageError && failure.next.length > 0);
    assert.match(failure.message, cause);
  }
  assert.ok(!(failed('EIO') instanceof UsageError));
});

test('a run is found by its id, the latest where none is named, and a mistyped id is told what is there', async (t) => {
  const root = await project(t);
  await assert.rejects(findRun(root), /There is no run in .*runs yet/);
  await createRunFolder(root, 'smoke', new Date('2026-11-23T00:00:00Z'));
  const latest = await createRunFolder(root, 'latency', new Date('2026-11-24T00:00:00Z'));
  assert.deepEqual(await findRun(root), latest);
  assert.deepEqual(await findRun(root, latest.runId), latest);
  await assert.rejects(
    findRun(root, latest.runId.slice(0, -1)),
    (error) => error instanceof UsageError && error.next.some((line) => line.includes(latest.runId)),
  );
});

test('a run is read from its folder or its file', async (t) => {
  const { dir } = await createRunFolder(await project(t), 'latency');
  const run = { schemaVersion: 2, runId: 'r', plan: {}, ended: {}, counts: {}, series: [] };
  const file = await writeDocument(dir, 'run.json', run);
  assert.deepEqual(await readRun(dir), run);
  assert.deepEqual(await readRun(file), run);
});

test('a run of another version is refused by its number, and what is no run by its name', async (t) => {
  const dir = await project(t);
  const run = { schemaVersion: 1, runId: 'r', plan: {}, ended: {}, counts: {}, series: [] };
  await assert.rejects(readRun(dir), /There is no run at .*run\.json/);
  await writeDocument(dir, 'run.json', run);
  await assert.rejects(readRun(dir), /has schemaVersion 1, and this gatewright reads 2/);
  for (const other of [{ schemaVersion: 1 }, [], null, 7]) {
    await writeDocument(dir, 'run.json', other);
    await assert.rejects(readRun(dir), /is not a run/);
  }
  await writeDocument(dir, 'run.json', '{"schemaVersion":1');
  await assert.rejects(
    readRun(dir),
    (error) => error instanceof UsageError && /is not JSON/.test(error.message),
  );
});
