import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { serve, type TestServer } from '../smoke/server.fixture.ts';
import { formsOf } from '../src/conformance/redact.ts';
import { checkout, cli, projectOfOnesOwn } from './cli.fixture.ts';
import {
  type Artefact,
  artefactsIn,
  contract,
  environment,
  indiscreet,
  secrets,
  spec,
} from './planted-secrets.fixture.ts';

const project = await projectOfOnesOwn();
const at = (...names: string[]) => path.join(project.root, ...names);
let server: TestServer;
/** Of every signed request that arrived. */
const signatures = new Set<string>();
const texts: Artefact[] = [];

before(async () => {
  server = await serve((arrived, response) => {
    if (arrived.url.includes('cut-off')) return response.destroy();
    const { status, headers, body, signature } = indiscreet(arrived);
    if (signature !== 'none') signatures.add(signature);
    return response.writeHead(status, headers).end(body);
  });
  await rm(at('contracts'), { recursive: true });
  for (const folder of ['contracts', 'smoke', 'github']) await mkdir(at(folder));
  await writeFile(at('contracts/planted.ts'), contract);
  await writeFile(at('smoke/planted.spec.ts'), spec);
  const target = `{ url: '${server.origin}/dev', apiType: 'rest', contract: 'planted' }`;
  await writeFile(
    at('gatewright.config.ts'),
    `import { defineConfig } from 'gatewright';\nexport default defineConfig({ environments: { default: { targets: [${target}] } } });\n`,
  );
});

after(async () => {
  await server.close();
  await project.remove();
});

const keep = (name: string, { stdout, stderr }: { stdout: string; stderr: string }) =>
  texts.push({ name, bytes: Buffer.from(`${stdout}\n${stderr}`) });

test('the gate fails on an API that shows everything, in a terminal and in GitHub Actions', async () => {
  const github = {
    GITHUB_ACTIONS: 'true',
    GITHUB_WORKSPACE: project.root,
    GITHUB_STEP_SUMMARY: at('github/summary.md'),
    GITHUB_OUTPUT: at('github/output'),
  };
  const end = await cli(['smoke', '--scope', 'full'], {
    cwd: project.root,
    env: { ...environment, ...github },
  });
  keep('terminal and annotations', end);
  assert.equal(end.code, 1, end.stderr);
  assert.match(end.stdout, /^::error file=contracts\/planted\.ts,line=\d+,title=GET /m);
  assert.match(end.stdout, /^::stop-commands::[\w-]+$/m);
  assert.match(await readFile(github.GITHUB_STEP_SUMMARY, 'utf8'), /^## ❌ Fail/);
  const outputs = await readFile(github.GITHUB_OUTPUT, 'utf8');
  assert.match(outputs, /^verdict=fail\nrun-id=\S+\nrun-dir=runs\/\S+\n$/);
  assert.ok(signatures.size > 0, 'a signed request arrived');
});

test('its run is shown in every report', async () => {
  for (const typed of [['--json'], [], ['--html', '--junit'], ['--markdown']]) {
    const end = await cli(['report', ...typed], { cwd: project.root, env: environment });
    keep(`report ${typed.join(' ')}`, end);
    assert.equal(end.code, 0, end.stderr);
  }
});

test("Playwright writes its own report and traces of people's specs", async () => {
  const env = { ...process.env, ...environment, GATEWRIGHT_ENV: 'default', GATEWRIGHT_SCOPE: 'full' };
  const child = spawn(
    process.execPath,
    [
      path.join(checkout, 'node_modules/@playwright/test/cli.js'),
      'test',
      `--config=${path.join(checkout, 'playwright.config.ts')}`,
      '--reporter=html,json,line',
      '--trace=on',
    ],
    {
      cwd: project.root,
      env: {
        ...env,
        // Playwright transpiles no TypeScript of packages.
        NODE_OPTIONS: `--import=${import.meta.resolve('tsx')}`,
        PLAYWRIGHT_HTML_OUTPUT_DIR: at('playwright-report'),
        PLAYWRIGHT_HTML_OPEN: 'never',
        PLAYWRIGHT_JSON_OUTPUT_FILE: at('playwright.json'),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const text = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (piece: string) => {
      text[name] += piece;
    });
  }
  const [code] = await once(child, 'close');
  keep('playwright', text);
  assert.equal(code, 1, text.stdout + text.stderr);
  assert.match(text.stdout, /own \/token/);
});

test('none of the secrets is in any of it, as it is, in a URL or in base64', async () => {
  const all = [
    ...texts,
    ...(await artefactsIn(at('runs'))),
    ...(await artefactsIn(at('github'))),
    ...(await artefactsIn(at('playwright-report'))),
    ...(await artefactsIn(at('test-results'))),
    { name: 'playwright.json', bytes: await readFile(at('playwright.json')) },
  ];
  const names = all.map(({ name }) => name).join('\n');
  for (const one of [
    'exchanges.json',
    'connections.json',
    'smoke.json',
    'report.html',
    'junit.xml',
    'trace.zip/',
  ]) {
    assert.ok(names.includes(one), `${one} in ${names}`);
  }
  const planted = [
    ...Object.entries(secrets),
    ...[...signatures].map((signature) => ['signature', signature] as const),
  ];
  const found = planted.flatMap(([what, secret]) =>
    [...new Set([...formsOf(secret), ...formsOf(formsOf(secret)[1] ?? '')])]
      .filter((form) => form !== '')
      .flatMap((form) =>
        all.flatMap(({ name, bytes }) =>
          holds(bytes, form)
            ? [`${what} as ${form === secret ? 'it is' : form} in ${name.replace(project.root, '')}`]
            : [],
        ),
      ),
  );
  assert.deepEqual(found, []);
});

/** Bodies stand in base64: what is decoded from there is looked at as well. */
function holds(bytes: Buffer, form: string): boolean {
  return textsIn(bytes).some((text) => text.includes(form));
}

const known = new WeakMap<Buffer, readonly string[]>();

function textsIn(bytes: Buffer): readonly string[] {
  const before = known.get(bytes);
  if (before !== undefined) return before;
  const text = bytes.toString('latin1');
  const bodies = [...text.matchAll(/"bodyBase64":\s*\\?"([\w+/=]+)\\?"/g)];
  const all = [text, ...bodies.map(([, body = '']) => Buffer.from(body, 'base64').toString('latin1'))];
  known.set(bytes, all);
  return all;
}
