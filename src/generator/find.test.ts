import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { UsageError } from '../errors/usage-error.ts';
import { type FindOptions, findGenerator } from './find.ts';
import { makeRelease, serve, type TestRelease, tellsVersion } from './release.fixture.ts';

const machine = { platform: 'linux', arch: 'x64' };

/** A machine of its own: an empty PATH and cache, and a server for releases that has none. */
async function bareMachine(t: TestContext) {
  const folder = await mkdtemp(join(tmpdir(), 'gatewright-find-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const served = new Map<string, Buffer>();
  const server = await serve((request, response) => {
    const body = served.get(request.url ?? '');
    if (body === undefined) response.writeHead(404);
    response.end(body);
  });
  t.after(server.close);
  const path = join(folder, 'bin');
  const cacheDir = join(folder, 'cache');
  await mkdir(path);
  const lines: string[] = [];
  const settings = { cacheDir, path, downloadUrl: server.url };
  const options: FindOptions = { settings, machine, progress: (line) => lines.push(line) };
  return { folder, path, cacheDir, lines, options, settings, server, served };
}

async function writeProgram(path: string, body: string): Promise<string> {
  await writeFile(path, body);
  await chmod(path, 0o755);
  return path;
}

function publish(served: Map<string, Buffer>, { release, archive }: TestRelease): void {
  const { name, format } = release.archives['linux-amd64'] ?? assert.fail();
  served.set(`/v${release.version}/${name}.${format}`, archive);
}

async function usageErrorOf(promise: Promise<unknown>): Promise<UsageError> {
  const error = await promise.then(
    () => assert.fail('found one'),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof UsageError, String(error));
  return error;
}

test('K6_BIN wins over everything', async (t) => {
  const { folder, path, options, settings } = await bareMachine(t);
  await writeProgram(join(path, 'k6'), tellsVersion('1.9.0'));
  const k6Bin = await writeProgram(join(folder, 'mine'), tellsVersion('2.3.0'));
  const found = await findGenerator({ ...options, settings: { ...settings, k6Bin } });
  assert.deepEqual(found, { path: k6Bin, version: '2.3.0', from: 'K6_BIN' });
});

test('a K6_BIN that can not be used is an error, and nothing else is tried', async (t) => {
  const { folder, path, options, settings } = await bareMachine(t);
  await writeProgram(join(path, 'k6'), tellsVersion('1.9.0'));
  const k6Bin = await writeProgram(join(folder, 'mine'), tellsVersion('0.49.0'));
  const error = await usageErrorOf(findGenerator({ ...options, settings: { ...settings, k6Bin } }));
  assert.equal(error.message, `K6_BIN is ${k6Bin}, which is k6 v0.49.0, older than v1.0.`);
});

test('on PATH the first k6 that works is taken; others are passed over and said', async (t) => {
  const { folder, options, settings, lines } = await bareMachine(t);
  const folders = ['old', 'broken', 'folder', 'good'].map((name) => join(folder, name));
  const [old = '', broken = '', directory = '', good = ''] = folders;
  for (const each of folders) await mkdir(each);
  await writeProgram(join(old, 'k6'), tellsVersion('0.57.0'));
  await writeProgram(join(broken, 'k6'), '#!/bin/sh\nexit 1\n');
  await mkdir(join(directory, 'k6'));
  await writeProgram(join(good, 'k6'), tellsVersion('1.0.0'));
  const found = await findGenerator({ ...options, settings: { ...settings, path: folders.join(':') } });
  assert.deepEqual(found, { path: join(good, 'k6'), version: '1.0.0', from: 'PATH' });
  assert.deepEqual(lines, [
    `k6 on PATH is passed over: ${join(old, 'k6')} is k6 v0.57.0, older than v1.0`,
    `k6 on PATH is passed over: ${join(broken, 'k6')} "k6 version" ends with 1`,
  ]);
});

for (const format of ['tar.gz', 'zip'] as const) {
  test(`the release is fetched as ${format}, checked, and cached for the next time`, async (t) => {
    const { folder, cacheDir, options, server, served } = await bareMachine(t);
    const made = await makeRelease(folder, { version: '9.8.7', program: tellsVersion('9.8.7'), format });
    publish(served, made);
    const path = join(cacheDir, 'k6', '9.8.7-linux-amd64', 'k6');
    const first = await findGenerator({ ...options, release: made.release });
    assert.deepEqual(first, { path, version: '9.8.7', from: 'release' });
    const second = await findGenerator({ ...options, release: made.release });
    assert.deepEqual(second, { path, version: '9.8.7', from: 'cache' });
    assert.equal(server.requests.length, 1);
    assert.deepEqual(await readdir(join(cacheDir, 'k6')), ['9.8.7-linux-amd64']);
  });
}

test('two at once fetch the release once', async (t) => {
  const { folder, options, server, served } = await bareMachine(t);
  const made = await makeRelease(folder, { version: '9.8.7', program: tellsVersion('9.8.7') });
  publish(served, made);
  const find = () => findGenerator({ ...options, release: made.release });
  const found = await Promise.all([find(), find()]);
  assert.deepEqual(found.map(({ from }) => from).sort(), ['cache', 'release']);
  assert.equal(server.requests.length, 1);
});

test('a cached k6 that no longer works is replaced', async (t) => {
  const { folder, cacheDir, options, served } = await bareMachine(t);
  const made = await makeRelease(folder, { version: '9.8.7', program: tellsVersion('9.8.7') });
  publish(served, made);
  const home = join(cacheDir, 'k6', '9.8.7-linux-amd64');
  await mkdir(home, { recursive: true });
  const path = await writeProgram(join(home, 'k6'), 'half a program');
  const found = await findGenerator({ ...options, release: made.release });
  assert.deepEqual(found, { path, version: '9.8.7', from: 'release' });
  assert.equal(await readFile(path, 'utf8'), tellsVersion('9.8.7'));
});

const spoilt = [
  {
    title: 'an archive with another checksum',
    program: tellsVersion('9.8.7'),
    spoil: () => Buffer.from('an archive of somebody else'),
    reason: /its SHA-256 is [0-9a-f]{64} and should be [0-9a-f]{64}: not used\.$/,
  },
  {
    title: 'a release whose program is another version',
    program: tellsVersion('9.8.6'),
    spoil: (archive: Buffer) => archive,
    reason: /this release holds k6 v9\.8\.6 instead of v9\.8\.7\.$/,
  },
  {
    title: 'a release whose program does not run here',
    program: 'no program',
    spoil: (archive: Buffer) => archive,
    reason: /the k6 of this release .*\.$/,
  },
];

for (const { title, program, spoil, reason } of spoilt) {
  test(`${title} is not used, and nothing of it stays`, async (t) => {
    const { folder, cacheDir, options, served } = await bareMachine(t);
    const made = await makeRelease(folder, { version: '9.8.7', program });
    publish(served, { ...made, archive: spoil(made.archive) });
    const error = await usageErrorOf(findGenerator({ ...options, release: made.release }));
    assert.match(error.next.find((line) => line.startsWith('Tried the release')) ?? '', reason);
    assert.deepEqual(await readdir(join(cacheDir, 'k6', '9.8.7-linux-amd64')), []);
    assert.deepEqual(await readdir(join(cacheDir, 'k6')), ['9.8.7-linux-amd64']);
  });
}

for (const format of ['tar.gz', 'zip'] as const) {
  test(`a ${format} archive that is damaged or holds no k6 is not used`, async (t) => {
    const { folder, options, served } = await bareMachine(t);
    const made = await makeRelease(folder, { version: '9.8.7', program: tellsVersion('9.8.7'), format });
    const { name = '' } = made.release.archives['linux-amd64'] ?? {};
    const damaged = Buffer.concat([made.archive.subarray(0, 60), Buffer.alloc(60)]);
    for (const [archive, inside] of [[damaged, name] as const, [made.archive, 'another-folder'] as const]) {
      const sha256 = createHash('sha256').update(archive).digest('hex');
      served.set(`/v9.8.7/${inside}.${format}`, archive);
      const release = { version: '9.8.7', archives: { 'linux-amd64': { name: inside, format, sha256 } } };
      const error = await usageErrorOf(findGenerator({ ...options, release }));
      assert.match(error.next.join('\n'), /^Tried the release: its archive can't be unpacked: .+\.$/m);
    }
  });
}

test('where no way leads to a k6 the error lists each with its reason, and how to install one', async (t) => {
  const { path, cacheDir, options, settings } = await bareMachine(t);
  await writeProgram(join(path, 'k6'), tellsVersion('0.57.0'));
  await writeProgram(join(path, 'go'), '#!/bin/sh\necho "go: no module for today" >&2\nexit 1\n');
  const error = await usageErrorOf(findGenerator(options));
  assert.equal(error.message, 'There is no k6, and no way to get one worked.');
  const archive = `${settings.downloadUrl}/v2.2.0/k6-v2.2.0-linux-amd64.tar.gz`;
  assert.deepEqual(error.next.slice(0, 4), [
    `Tried PATH: ${join(path, 'k6')} is k6 v0.57.0, older than v1.0.`,
    `Tried the cache: no k6 v2.2.0 in ${join(cacheDir, 'k6', '2.2.0-linux-amd64')}.`,
    `Tried the release: ${archive}: the server answers 404.`,
    `Tried to build it: ${join(path, 'go')}: go build ends with 1: go: no module for today.`,
  ]);
  for (const way of ['brew', 'apt-get', 'dnf', 'winget', 'grafana/k6', 'K6_BIN']) {
    assert.ok(error.next.join('\n').includes(way), way);
  }
});

test('without Go the error says that, too', async (t) => {
  const { options } = await bareMachine(t);
  const error = await usageErrorOf(findGenerator(options));
  assert.ok(error.next.includes('Tried to build it: no Go on PATH.'));
});

test('a cache that can not be written is named', async (t) => {
  const { folder, options, settings } = await bareMachine(t);
  const file = await writeProgram(join(folder, 'file'), '');
  const error = await usageErrorOf(findGenerator({ ...options, settings: { ...settings, cacheDir: file } }));
  assert.match(error.next.join('\n'), /^Tried to fetch or build one: its folder can't be made \(ENOTDIR/m);
});

test('a machine that the release has no archive for is told so', async (t) => {
  const { options } = await bareMachine(t);
  const error = await usageErrorOf(
    findGenerator({ ...options, machine: { platform: 'linux', arch: 'riscv64' } }),
  );
  assert.ok(error.next.includes('Tried the release: k6 v2.2.0 has no archive for linux-riscv64.'));
});

test('Windows is named as not supported yet', async (t) => {
  const { options } = await bareMachine(t);
  const error = await usageErrorOf(
    findGenerator({ ...options, machine: { platform: 'win32', arch: 'x64' } }),
  );
  assert.match(error.message, /not supported on Windows yet/);
});

test('Ctrl-C in the middle of a download leaves nothing behind', async (t) => {
  const { folder, cacheDir, options, settings } = await bareMachine(t);
  const made = await makeRelease(folder, { version: '9.8.7', program: tellsVersion('9.8.7') });
  const slow = await serve((_, response) => response.write(made.archive.subarray(0, 100)));
  t.after(slow.close);
  const controller = new AbortController();
  const finding = findGenerator({
    ...options,
    settings: { ...settings, downloadUrl: slow.url },
    release: made.release,
    signal: controller.signal,
    progress: () => controller.abort(new Error('Ctrl-C')),
  });
  await assert.rejects(finding, /^Error: Ctrl-C$/);
  assert.deepEqual(await readdir(join(cacheDir, 'k6')), ['9.8.7-linux-amd64']);
  assert.deepEqual(await readdir(join(cacheDir, 'k6', '9.8.7-linux-amd64')), []);
});

test('Ctrl-C in the middle of a build ends Go', async (t) => {
  const { path, cacheDir, options } = await bareMachine(t);
  const pidFile = join(path, 'pid');
  await writeProgram(
    join(path, 'go'),
    `#!/bin/sh\necho $$ > ${pidFile}.new\n/bin/mv ${pidFile}.new ${pidFile}\n/bin/sleep 1000\n`,
  );
  const controller = new AbortController();
  const finding = findGenerator({ ...options, signal: controller.signal });
  const pid = await readWhenThere(pidFile);
  controller.abort(new Error('Ctrl-C'));
  await assert.rejects(finding, /^Error: Ctrl-C$/);
  assert.throws(() => process.kill(pid, 0), /ESRCH/);
  assert.deepEqual(await readdir(join(cacheDir, 'k6')), ['2.2.0-linux-amd64']);
});

async function readWhenThere(file: string): Promise<number> {
  for (;;) {
    const text = await readFile(file, 'utf8').catch(() => undefined);
    if (text !== undefined) return Number(text);
    await new Promise((resolve) => setImmediate(resolve));
  }
}
