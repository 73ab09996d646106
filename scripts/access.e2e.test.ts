import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import type { SmokeDocument } from '../src/report/documents.ts';
import { type AccessFaults, accessContract, accessTemplate } from './access.fixture.ts';
import { checkout, cli, startLocal } from './cli.fixture.ts';

const stacks: readonly AccessFaults[] = [
  { name: 'sound' },
  { name: 'open', open: true },
  { name: 'gullible', gullible: true, audiences: ['shop', 'another-app'] },
  { name: 'raising', raising: true },
  { name: 'cached', cached: true, keyless: true },
];
/** Gated apart: no request of it is ever sent. */
const spent: AccessFaults = { name: 'spent', quota: 3 };
const key = 'key-0f-the-shop-0123456789';
const { startIssuer } = await import('../gateway/token/issuer.fixture.ts');
const issuer = await startIssuer();
const root = await mkdtemp(path.join(tmpdir(), 'gatewright-access-'));
await mkdir(path.join(root, 'node_modules'));
await mkdir(path.join(root, 'contracts'));
await symlink(checkout, path.join(root, 'node_modules/gatewright'), 'dir');
await writeFile(path.join(root, 'package.json'), '{ "type": "module" }\n');
for (const faults of [...stacks, spent]) {
  const folder = path.join(root, 'stacks', faults.name);
  await mkdir(folder, { recursive: true });
  await writeFile(
    path.join(folder, 'template.json'),
    JSON.stringify(accessTemplate(faults, issuer.url, key), null, 1),
  );
  await writeFile(path.join(root, 'contracts', `${faults.name}.ts`), accessContract(faults.name));
}
const gateway = await startLocal([], { cwd: root });
after(async () => {
  await gateway.stop();
  await issuer.close();
  await rm(root, { recursive: true, force: true });
});

const now = Math.floor(Date.now() / 1000);
const token = (claims: object) => issuer.token({ sub: 'alice', aud: 'shop', exp: now + 3600, ...claims });
const secrets = {
  TOKEN: await token({}),
  OTHER_TOKEN: await token({ aud: 'another-app' }),
  OLD_TOKEN: await token({ exp: now - 3600 }),
  SESSION: 'session-of-alice',
  ...Object.fromEntries(stacks.map(({ name }) => [`${name.toUpperCase()}_KEY`, `${key}-${name}`])),
};
// No AWS keys: an endpoint on this machine is signed for with the pair of AWS's documentation.
const env = { AWS_ENDPOINT_URL: gateway.endpoint, AWS_REGION: 'us-east-1', ...secrets };

async function gate(more: Readonly<Record<string, string | undefined>> = {}, ...typed: readonly string[]) {
  const named = stacks.flatMap(({ name }) => ['--stack', name]);
  return cli(['smoke', '--json', '--scope', 'full', ...(typed.length === 0 ? named : typed)], {
    cwd: root,
    env: { ...env, ...more },
  });
}

const whole = await gate();
const { results } = JSON.parse(whole.stdout || '{"results":[]}') as SmokeDocument;
const failures = (stack: string) =>
  results.filter(
    ({ target, outcome, severity }) =>
      target.startsWith(`${stack}:`) && outcome === 'fail' && severity !== 'note',
  );
const told = (stack: string) =>
  failures(stack).map(({ check, target, route, example, message, diagnosis }) =>
    [check, target, route, example, message, diagnosis].join(' | '),
  );

function assertFound(stack: string, ...patterns: readonly RegExp[]) {
  for (const pattern of patterns) {
    assert.ok(
      told(stack).some((line) => pattern.test(line)),
      `${pattern} in\n${told(stack).join('\n')}\n${whole.stderr}`,
    );
  }
}

test('a stack whose access is as promised is passed by, IAM and forged tokens and all', () => {
  assert.deepEqual(told('sound'), [], whole.stderr);
  assert.doesNotMatch(whole.stderr, /could not be read|is not known/);
  const tried = results.filter(
    ({ target, check }) => target.startsWith('sound:') && /credentials$/.test(check),
  );
  assert.ok(tried.length >= 15, `${tried.length} probes`);
  assert.ok(tried.some(({ example }) => /alg none/.test(example)));
  assert.ok(tried.some(({ example, route }) => /another secret/.test(example) && route === 'GET /signed'));
});

test('routes that nothing stands before are found, each by what is missing', () => {
  assertFound(
    'open',
    /^no-credentials \| open:rest \| GET \/key \| .*apiKeyRequired/,
    /^no-credentials \| open:rest \| POST \/key \| /,
    /^no-credentials \| open:rest \| GET \/signed \| .*AWS_IAM/,
    /^no-credentials \| open:rest \| GET \/token \| .*No authorizer/,
    /^no-credentials \| open:http \| GET \/jwt \| .*No authorizer/,
    /^no-credentials \| open:http \| GET \/signed \| .*AWS_IAM/,
  );
});

test('authorizers that believe anything are found, and audiences that are not this API', () => {
  assertFound(
    'gullible',
    /^wrong-credentials \| gullible:rest \| GET \/token \| with a made-up/,
    /^wrong-credentials \| gullible:http \| GET \/token \| with a made-up/,
    /^wrong-credentials \| gullible:http \| GET \/jwt \| .*wrong audience.*takes the audiences shop, another-app/,
  );
});

test('an authorizer that raises is told from one that denies', () => {
  assertFound('raising', /^status \| raising:rest \| GET \/token \| .*authorizer itself is broken/);
  assertFound('raising', /^wrong-credentials \| raising:http \| GET \/token \| .*500/);
});

test('answers out of the cache are found that belong to somebody else', () => {
  assertFound(
    'cached',
    /^cache-key \| cached:rest \| GET \/search \| .*byte for byte/,
    /^no-credentials \| cached:rest \| GET \/private \| .*(stage's cache|No authorizer)/,
    /^authorized-cached \| cached:rest \| GET \/token \| /,
  );
});

test('no file of the run, and nothing said, holds a secret', async () => {
  const [run = ''] = await readdir(path.join(root, 'runs'));
  const files = await readdir(path.join(root, 'runs', run), { recursive: true });
  const texts = await Promise.all(
    files.map((file) => readFile(path.join(root, 'runs', run, file), 'utf8').catch(() => '')),
  );
  const everything = [whole.stdout, whole.stderr, ...texts].join('\n');
  const decoded = [...everything.matchAll(/"bodyBase64":"([^"]+)"/g)].map(([, body = '']) =>
    Buffer.from(body, 'base64').toString(),
  );
  const all = [everything, ...decoded].join('\n');
  for (const [name, secret] of Object.entries(secrets)) assert.ok(!all.includes(secret), name);
  assert.doesNotMatch(all, /AWS4-HMAC-SHA256 Credential|wJalrXUtnFEMI|eyJ[\w-]+\.eyJ/);
});

describe('credentials that cannot work stop the run before it sends anything, or are explained', () => {
  const stopped: readonly (readonly [string, Record<string, string | undefined>, RegExp])[] = [
    [
      'a missing one',
      { TOKEN: undefined },
      /GET \/jwt needs the environment variable TOKEN, which is not set/,
    ],
    ['Bearer twice', { TOKEN: `Bearer ${secrets.TOKEN}` }, /begins with "Bearer", and the contract's scheme/],
  ];
  for (const [what, more, says] of stopped) {
    test(what, async () => {
      const { code, stderr } = await gate(more, '--stack', 'sound');
      assert.equal(code, 2, stderr);
      assert.match(stderr, says);
    });
  }

  test('a key whose quota has too little left', async () => {
    const { code, stderr } = await gate({ SPENT_KEY: `${key}-spent` }, '--stack', 'spent');
    assert.equal(code, 2, stderr);
    assert.match(
      stderr,
      /This run sends \d+ requests with the key in .* SPENT_KEY, and 3 of its quota are left/,
    );
  });

  test('an expired token', async () => {
    const { code, stdout, stderr } = await gate(
      { TOKEN: secrets.OLD_TOKEN, OLD_TOKEN: await token({ exp: now - 60 }) },
      '--stack',
      'sound',
    );
    assert.equal(code, 1, stderr);
    assert.match(stdout, /401: the token sent expired at .* before the request\./);
  });
});
