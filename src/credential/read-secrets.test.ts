import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, test } from 'node:test';
import type { SecretSource } from '../contract/auth.ts';
import { UsageError } from '../errors/usage-error.ts';
import { readSecrets, type SecretNeed } from './read-secrets.ts';

const place = 'shop: GET /items';
const node = `"${process.execPath}"`;

async function read(from: SecretSource, env: NodeJS.ProcessEnv = {}, more: Partial<SecretNeed> = {}) {
  const secrets = await readSecrets([{ from, place, ...more }], { cwd: process.cwd(), env, timeoutMs: 5000 });
  return secrets.get(from);
}

async function refusal(...given: Parameters<typeof read>): Promise<string> {
  const error = await read(...given).then(
    () => assert.fail('it was taken'),
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof UsageError, String(error));
  return [error.message, ...error.next].join(' ');
}

describe('a secret of the environment', () => {
  test('is taken as it is, without the space around it', async () => {
    assert.equal(await read('env:KEY', { KEY: ' k3y-"1" ' }), 'k3y-"1"');
  });

  const refused: readonly (readonly [string | undefined, RegExp, 'Bearer'?])[] = [
    [
      undefined,
      /^shop: GET \/items needs the environment variable KEY, which is not set\. Set it, .* KEY=…$/,
    ],
    ['', /KEY, which is empty\./],
    ['  ', /KEY, which is empty\./],
    ['abc\r\nx-admin: yes', /KEY, which holds a line break, which no header can carry\./],
    ['k3y-12\n', /holds a line break/],
    ['clé-secrète', /holds a character that no header can carry, at place 3 of 11\. Secrets are ASCII/],
    ['a\u0000b', /holds a character that no header can carry, at place 2/],
    ['“key”', /at place 1 of 5\..* typographic quotes/],
    ['"key"', /stands in quotes, which would be sent with it\. Take the quotes off\./],
    ["'key'", /stands in quotes/],
    ['Bearer eyJ.a.b', /begins with "Bearer", and the contract's scheme puts it there again/, 'Bearer'],
    ['bearer eyJ.a.b', /begins with "Bearer"/, 'Bearer'],
    ['Bearer Bearer eyJ.a.b', /begins with "Bearer" twice/],
    ['eyJ.a.b eyJ', /holds a space, and a bearer token has none/, 'Bearer'],
  ];
  for (const [value, says, scheme] of refused) {
    test(`is refused: ${JSON.stringify(value)}${scheme === undefined ? '' : ` as ${scheme}`}`, async () => {
      const said = await refusal('env:KEY', { KEY: value }, { scheme });
      assert.match(said, says);
      if (value !== undefined && value.trim().length > 3) assert.ok(!said.includes(value.trim()), said);
    });
  }

  test('may begin with one Bearer where the contract adds none', async () => {
    assert.equal(await read('env:KEY', { KEY: 'Bearer eyJ.a.b' }), 'Bearer eyJ.a.b');
  });
});

describe('a secret that a command prints', () => {
  test('is trimmed, and the command runs once for all who need it', async (t) => {
    const folder = mkdtempSync(path.join(tmpdir(), 'gatewright-secret-'));
    t.after(() => rmSync(folder, { recursive: true, force: true }));
    writeFileSync(
      path.join(folder, 'token.mjs'),
      "import { appendFileSync } from 'node:fs'; appendFileSync('ran', 'x'); console.log(process.argv[2] + process.env.SALT);",
    );
    const from = `command:${node} token.mjs "a b"` as const;
    const secrets = await readSecrets(
      [
        { from, place },
        { from, place: 'another' },
      ],
      {
        cwd: folder,
        env: { ...process.env, SALT: '!' },
      },
    );
    assert.equal(secrets.get(from), 'a b!');
    assert.equal(readFileSync(path.join(folder, 'ran'), 'utf8'), 'x');
  });

  test('no shell expands what stands in it', async () => {
    assert.equal(await read(`command:${node} -p 'process.argv[1]' '$HOME;*'`), '$HOME;*');
  });

  const script = (body: string) => `command:${node} -e '${body}'` as const;
  const failing: readonly (readonly [string, SecretSource, RegExp])[] = [
    [
      'is not there',
      'command:gatewright-no-such-program',
      /The command gatewright-no-such-program was not found\./,
    ],
    [
      'fails',
      script('console.error("first"); console.error("not logged in"); process.exit(3)'),
      /failed with exit code 3: not logged in It has to print the secret/,
    ],
    ['prints nothing', script(''), /printed nothing\./],
    ['prints a line break', script('console.log("a\\nb")'), /the output of .* which holds a line break/],
  ];
  for (const [what, from, says] of failing) {
    test(`that ${what} stops the run with one sentence`, async () => {
      const said = await refusal(from, process.env);
      assert.match(said, /^shop: GET \/items needs /);
      assert.match(said, says);
    });
  }

  test('that hangs is ended', async () => {
    const hung = readSecrets([{ from: script('setInterval(() => 0, 1000)'), place }], {
      cwd: process.cwd(),
      env: process.env,
      timeoutMs: 300,
    });
    await assert.rejects(hung, /took longer than 0\.3 s/);
  });

  test('never shows in what is said of its failure', async () => {
    const said = await refusal(
      script(
        'console.log("s3cr3t-value"); console.error("cannot use s3cr3t-value, password=hunter22"); process.exit(1)',
      ),
      process.env,
    );
    assert.match(said, /: cannot use \[redacted\], password=\[redacted\]/);
    // The command itself is the contract's, and shown.
    assert.doesNotMatch(said.split(': cannot use')[1] ?? '', /s3cr3t|hunter22/);
  });
});
