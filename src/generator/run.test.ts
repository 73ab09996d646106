import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, type TestContext, test } from 'node:test';
import { readSettings } from '../config/settings.ts';
import { UsageError } from '../errors/usage-error.ts';
import { findGenerator } from './find.ts';
import type { Generator } from './generator.ts';
import { inspectScript } from './inspect.ts';
import { serve } from './release.fixture.ts';
import { type RunOptions, runGenerator } from './run.ts';

const { k6Bin, cacheDir, k6DownloadUrl, ci } = readSettings();
const found = await findGenerator({
  settings: {
    cacheDir,
    path: process.env.PATH ?? '',
    ...(k6Bin !== null && { k6Bin }),
    ...(k6DownloadUrl !== null && { downloadUrl: k6DownloadUrl }),
  },
  progress: (line) => console.error(line),
}).catch((error: unknown) => {
  if (error instanceof UsageError && !ci) return undefined;
  throw error;
});
const noK6 = 'k6 is needed and can neither be found, fetched nor built here; with CI=true this is an error';

/** Sends one request after the other, as fast as the server answers. */
const oneByOne = `
  import http from 'k6/http';
  export const options = { vus: 1, iterations: 1000 };
  export default function () { http.get(__ENV.URL, { timeout: '50s' }); }
`;

describe('a run of the real k6', { skip: found === undefined && noK6 }, () => {
  let folder: string;
  let temporary: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gatewright-run-'));
    temporary = join(folder, 'tmp');
    await mkdir(temporary);
    process.env.TMPDIR = temporary;
  });
  after(async () => {
    const left = (await readdir(temporary)).filter((name) => name.startsWith('gatewright-'));
    assert.deepEqual(left, [], 'a named pipe was left behind');
    await rm(folder, { recursive: true });
  });

  /** Runs a script and gives its end beside everything that came. */
  async function run(source: string, changes: Partial<RunOptions> & { file?: string } = {}) {
    const { file = 'script.js', ...options } = changes;
    const script = join(await mkdtemp(join(folder, 'script-')), file);
    await writeFile(script, source);
    const chunks: Buffer[] = [];
    const messages: string[] = [];
    const end = await runGenerator({
      generator: found ?? assert.fail(),
      script,
      env: {},
      cwd: folder,
      onOutput: (chunk) => void chunks.push(chunk),
      onMessage: (line) => messages.push(line),
      signal: new AbortController().signal,
      ...options,
    });
    return { end, messages, ...parse(Buffer.concat(chunks).toString()) };
  }

  /** A k6 that tells its process id in a file, and otherwise is the real one. */
  async function traceable(): Promise<{ generator: Generator; pid: () => Promise<number> }> {
    const home = await mkdtemp(join(folder, 'k6-'));
    const path = join(home, 'k6');
    const real = found ?? assert.fail();
    await writeFile(path, `#!/bin/sh\necho $$ > '${home}/pid'\nexec '${real.path}' "$@"\n`);
    await chmod(path, 0o755);
    return { generator: { ...real, path }, pid: async () => Number(await readFile(`${home}/pid`, 'utf8')) };
  }

  test('every row arrives, with a header and times in microseconds', async () => {
    const { end, columns, rows } = await run(`
      export const options = { vus: 2, iterations: 5000 };
      export default function () {}
    `);
    assert.deepEqual(end, { kind: 'completed' });
    assert.deepEqual(columns.slice(0, 3), ['metric_name', 'timestamp', 'metric_value']);
    for (const column of ['name', 'scenario', 'status', 'error_code', 'metadata']) {
      assert.ok(columns.includes(column), column);
    }
    const iterations = rows.filter((row) => row.metric_name === 'iterations');
    assert.equal(iterations.length, 5000);
    assert.ok(iterations.every((row) => /^\d{16}$/.test(row.timestamp ?? '')));
  });

  test('a slow reader gets every row, one piece at a time', async () => {
    const chunks: Buffer[] = [];
    let busy = false;
    const { end } = await run(
      'export const options = { iterations: 20000 };\nexport default function () {}',
      {
        async onOutput(chunk) {
          assert.equal(busy, false);
          busy = true;
          await new Promise((resolve) => setImmediate(resolve));
          chunks.push(chunk);
          busy = false;
        },
      },
    );
    assert.deepEqual(end, { kind: 'completed' });
    const { rows } = parse(Buffer.concat(chunks).toString());
    assert.equal(rows.filter((row) => row.metric_name === 'iterations').length, 20_000);
  });

  test('the script sees what it is given and nothing else of the environment', async (t) => {
    process.env.GATEWRIGHT_TEST_SECRET = 'secret';
    process.env.K6_ITERATIONS = '7';
    t.after(() => {
      delete process.env.GATEWRIGHT_TEST_SECRET;
      delete process.env.K6_ITERATIONS;
    });
    const source = `
      if (__ENV.TOKEN !== 'given') throw new Error('no TOKEN');
      if (__ENV.GATEWRIGHT_TEST_SECRET !== undefined) throw new Error('sees too much');
      export default function () {}
    `;
    const { end, rows } = await run(source, { env: { TOKEN: 'given' } });
    assert.deepEqual(end, { kind: 'completed' });
    assert.equal(rows.filter((row) => row.metric_name === 'iterations').length, 1);
    assert.equal((await run(source)).end.kind, 'script-error');
  });

  test('TypeScript and further arguments are passed to k6', async () => {
    const source = 'export default function (): void { const n: number = 1; }';
    const { end, rows } = await run(source, { file: 'script.ts', args: ['--iterations=3'] });
    assert.deepEqual(end, { kind: 'completed' });
    assert.equal(rows.filter((row) => row.metric_name === 'iterations').length, 3);
  });

  const failures = [
    { title: 'a syntax error', source: 'export default function ( {', kind: 'script-error', says: /Line 1/ },
    {
      title: 'an exception in setup',
      source: "export function setup() { throw new Error('no plan'); }\nexport default function () {}",
      kind: 'script-error',
      says: /Error: no plan at setup/,
    },
    {
      title: 'an executor that does not exist',
      source:
        "export const options = { scenarios: { a: { executor: 'x' } } };\nexport default function () {}",
      kind: 'bad-configuration',
      says: /unknown executor type 'x'/,
    },
    {
      title: 'a script that gives up',
      source: "import exec from 'k6/execution';\nexport default function () { exec.test.abort('enough'); }",
      kind: 'aborted',
      says: /test aborted: enough/,
    },
    {
      title: 'an import that is not there',
      source: "import './missing.js';\nexport default function () {}",
      kind: 'script-error',
      says: /missing\.js/,
    },
  ] as const;
  for (const { title, source, kind, says } of failures) {
    test(`${title} ends as ${kind}, with k6's own words`, async () => {
      const { end } = await run(source);
      assert.equal(end.kind, kind);
      assert.match('message' in end ? end.message : '', says);
    });
  }

  test('a threshold that is crossed is not an error', async () => {
    const { end } = await run(`
      export const options = { thresholds: { iterations: ['count>100'] } };
      export default function () {}
    `);
    assert.deepEqual(end, { kind: 'thresholds' });
  });

  test('an exception inside iterations completes, and is said once', async () => {
    const { end, messages } = await run(`
      export const options = { iterations: 50 };
      export default function () { throw new Error('in an iteration'); }
    `);
    assert.deepEqual(end, { kind: 'completed' });
    assert.match(messages[0] ?? '', /in an iteration/);
    assert.equal(messages[1], 'k6 wrote 49 more messages like these');
  });

  test('a script that sends k6 into an endless loop at its start is killed by the watchdog', async () => {
    const source = "import x from './x.json' with { type: 'json' };\nexport default (): void => x;";
    const { generator, pid } = await traceable();
    const { end } = await run(source, { file: 'script.ts', generator, startTimeoutMs: 500 });
    assert.equal(end.kind, 'killed-by-watchdog');
    assert.match('message' in end ? end.message : '', /didn't load .*script\.ts within 0\.5 s/);
    await assertGone(await pid());
  });

  test('a k6 that loads the script and then begins nothing is killed by the watchdog', async () => {
    const home = await mkdtemp(join(folder, 'k6-'));
    const path = join(home, 'k6');
    await writeFile(path, '#!/bin/sh\n[ "$1" = inspect ] || exec /bin/sleep 1000\n');
    await chmod(path, 0o755);
    const generator: Generator = { path, version: '2.2.0', from: 'K6_BIN' };
    const { end } = await run('', { generator, startTimeoutMs: 500 });
    assert.equal(end.kind, 'killed-by-watchdog');
    assert.match('message' in end ? end.message : '', /began no output within 0\.5 s/);
  });

  test('a k6 that ends before it opens its output ends the run', async () => {
    const { end, rows } = await run('export default function () {}', { args: ['--out=nonsense'] });
    assert.equal(end.kind, 'failed');
    assert.match('message' in end ? end.message : '', /nonsense/);
    assert.deepEqual(rows, []);
  });

  test('a program that is not there ends the run', async () => {
    const generator: Generator = { path: join(folder, 'nothing'), version: '2.2.0', from: 'K6_BIN' };
    const { end } = await run('', { generator });
    assert.equal(end.kind, 'failed');
    assert.match('message' in end ? end.message : '', /can't be started: .*ENOENT/);
  });

  test('an abort keeps every finished request, and does not wait for those under way', async (t) => {
    const { server, reached } = await stalling(t, 20);
    const controller = new AbortController();
    const running = run(oneByOne, { env: { URL: server.url }, signal: controller.signal, graceMs: 60_000 });
    await reached;
    controller.abort();
    const { end, rows, messages } = await running;
    assert.deepEqual(end, { kind: 'interrupted' });
    assert.deepEqual(messages, []);
    const answered = rows.filter((row) => row.metric_name === 'http_reqs' && row.status === '200');
    assert.equal(answered.length, 20);
  });

  test('a k6 that does not stop when asked is killed after the grace period', async (t) => {
    const { server, reached } = await stalling(t, 20);
    const { generator, pid } = await traceable();
    const controller = new AbortController();
    const signal = controller.signal;
    const running = run(oneByOne, { env: { URL: server.url }, generator, signal, graceMs: 200 });
    await reached;
    process.kill(await pid(), 'SIGSTOP');
    controller.abort();
    assert.deepEqual((await running).end, { kind: 'interrupted' });
    await assertGone(await pid());
  });

  test('a run whose signal is aborted already starts nothing', async () => {
    const { end, rows } = await run('export default function () {}', { signal: AbortSignal.abort() });
    assert.deepEqual(end, { kind: 'interrupted' });
    assert.deepEqual(rows, []);
  });

  test('a k6 that is killed from outside is a failure', async (t) => {
    const { server, reached } = await stalling(t, 20);
    const { generator, pid } = await traceable();
    const running = run(oneByOne, { env: { URL: server.url }, generator });
    await reached;
    process.kill(await pid(), 'SIGKILL');
    const { end } = await running;
    assert.ok(end.kind === 'failed' && /^k6 was killed by SIGKILL/.test(end.message));
  });

  test('an error of the reader ends k6 and is thrown', async (t) => {
    const { server } = await stalling(t, 20);
    const { generator, pid } = await traceable();
    const onOutput = () => Promise.reject(new Error('disk full'));
    const running = run(oneByOne, { env: { URL: server.url }, generator, onOutput });
    await assert.rejects(running, /^Error: disk full$/);
    await assertGone(await pid());
  });

  test('when gatewright itself is killed k6 stops as well', async (t) => {
    const { server, reached, hungUp } = await stalling(t, 20);
    const generator = found ?? assert.fail();
    const script = join(folder, 'orphan.js');
    await writeFile(script, oneByOne);
    const options = { generator, script, env: { URL: server.url }, cwd: folder };
    const parent = spawn(
      process.execPath,
      [
        '--import=tsx',
        '--input-type=module',
        '--eval',
        `import { runGenerator } from ${JSON.stringify(new URL('./run.ts', import.meta.url))};
        const signal = new AbortController().signal;
        await runGenerator({ ...${JSON.stringify(options)}, onOutput() {}, onMessage() {}, signal });`,
      ],
      { stdio: 'ignore' },
    );
    t.after(() => parent.kill('SIGKILL'));
    await reached;
    parent.kill('SIGKILL');
    await hungUp;
  });

  test('a script can be loaded without being run', async () => {
    const script = join(folder, 'inspected.js');
    await writeFile(script, "if (!__ENV.PLAN) throw new Error('no PLAN');\nexport default function () {}");
    const generator = found ?? assert.fail();
    assert.deepEqual(await inspectScript({ generator, script, env: { PLAN: 'x' } }), { kind: 'loaded' });
    const without = await inspectScript({ generator, script, env: {} });
    assert.equal(without.kind, 'script-error');
    assert.match('message' in without ? without.message : '', /no PLAN/);
  });
});

/**
 * A server that answers so many requests and keeps the next one waiting. `reached` tells that it came,
 * `hungUp` that its client gave it up.
 */
async function stalling(t: TestContext, answers: number) {
  const events = new EventEmitter();
  const [reached, hungUp] = [once(events, 'reached'), once(events, 'hung-up')];
  let count = 0;
  const server = await serve((request, response) => {
    count++;
    if (count <= answers) {
      response.end('ok');
      return;
    }
    request.socket.once('close', () => events.emit('hung-up'));
    events.emit('reached');
  });
  t.after(server.close);
  return { server, reached, hungUp };
}

function parse(text: string): { columns: string[]; rows: { [column: string]: string }[] } {
  const lines = text.split('\n').filter((line) => line !== '');
  const columns = lines[0]?.split(',') ?? [];
  const toRow = (line: string) =>
    Object.fromEntries(line.split(',').map((value, i) => [columns[i] ?? '', value]));
  return { columns, rows: lines.slice(1).map(toRow) };
}

/** A killed process may still be there for a moment, until its parent has taken note. */
async function assertGone(pid: number): Promise<void> {
  for (let i = 0; i < 1_000; i++) {
    try {
      process.kill(pid, 0);
    } catch {
      return;
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
  assert.fail(`process ${pid} is still there`);
}
