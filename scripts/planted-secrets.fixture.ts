import { createHmac } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import yauzl from 'yauzl';
import type { Arrived } from '../smoke/server.fixture.ts';

const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

function jwt(subject: string): string {
  const claims = `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ sub: subject, exp: 4_000_000_000 })}`;
  return `${claims}.${createHmac('sha256', 'planted').update(claims).digest('base64url')}`;
}

/** What no file and no line may hold, by what it is. */
export const secrets = {
  'API key': 'pl4nted-ap1-k3y/with+odd=characters',
  'bearer token': jwt('sent'),
  'session cookie': 'pl4nted-sess10n-c00kie',
  'secret access key': 'pl4ntedSecretAccessKey/0123456789+abcdefgh',
  'session token': 'pl4ntedSessionToken//0123456789abcdefghijklmnopqrstuvwxyz==',
  'access key id': 'ASIAPL4NTEDACCESSKEY',
  'token that a login hands out': jwt('handed out'),
  'cookie that a login sets': 'pl4nted-s3t-c00kie',
  'signature of a signed URL': 'beef5ec2e7'.repeat(6),
  'account id': '998877665544',
} as const;

export const environment = {
  PLANTED_KEY: secrets['API key'],
  PLANTED_TOKEN: secrets['bearer token'],
  PLANTED_COOKIE: `theme=dark; sid=${secrets['session cookie']}`,
  AWS_ACCESS_KEY_ID: secrets['access key id'],
  AWS_SECRET_ACCESS_KEY: secrets['secret access key'],
  AWS_SESSION_TOKEN: secrets['session token'],
  AWS_REGION: 'eu-west-1',
} as const;

export const contract = `import { defineContract } from 'gatewright';
const responses = { 200: { type: 'object', required: ['fine'] } } as const;
const examples = { one: { expect: { status: 200, body: { message: 'fine' }, headers: { 'x-echo': 'nothing' } } } } as const;
export const planted = defineContract({
  name: 'planted',
  cors: { origins: ['https://a.example'], methods: ['GET'], headers: [] },
  routes: {
    'GET /key': { auth: { header: 'x-api-key', from: 'env:PLANTED_KEY' }, responses, examples },
    'GET /token': { auth: { header: 'authorization', from: 'env:PLANTED_TOKEN', scheme: 'Bearer' }, responses, examples },
    'GET /session': { auth: { header: 'cookie', from: 'env:PLANTED_COOKIE' }, responses, examples },
    'GET /signed': { auth: { iam: true }, responses, examples },
    'GET /login': { responses, examples },
    'GET /broken': { responses, examples },
  },
});
`;

/** From the folder of a project's own specs. */
const contracts = '../contracts';

export const spec = `import { expect, test } from 'gatewright/playwright';
import { planted } from '${contracts}/planted.ts';
for (const path of ['/key', '/token', '/session', '/signed', '/broken'] as const) {
  test('own ' + path, async ({ api }) => {
    await expect(await api.get(path)).toConformTo(planted, \`GET \${path}\`, 200);
  });
}
test('own, cut off', async ({ api }) => {
  await api.get('/token?cut-off');
});
`;

/** An API that shows everything to everybody, in every way; a status of 200 for every second route. */
export function indiscreet({ url, headers }: Arrived) {
  const shown = [headers.authorization, headers['x-api-key'], headers.cookie, headers['x-amz-security-token']]
    .filter((value) => value !== undefined)
    .map(String);
  const signature = /Signature=(\w+)/.exec(headers.authorization ?? '')?.[1] ?? 'none';
  const account = secrets['account id'];
  const signed = `https://b.s3.amazonaws.com/o?X-Amz-Credential=${secrets['access key id']}%2F20260101&X-Amz-Signature=${secrets['signature of a signed URL']}&X-Amz-Security-Token=${encodeURIComponent(secrets['session token'])}`;
  const error = `User: arn:aws:sts::${account}:assumed-role/x is not authorized in account ${account}, see ${signed}`;
  const body = {
    message: `failed for ${shown.join(' and ')}: ${error}`,
    in64: shown.map((value) => Buffer.from(`u:${value}`).toString('base64')),
    inUrl: shown.map((value) => `https://a.example/?next=${encodeURIComponent(value)}`),
    signature,
    accessToken: secrets['token that a login hands out'],
    cookies: headers.cookie?.split('; '),
  };
  return {
    status: url.includes('broken') ? 500 : 200,
    signature,
    headers: {
      'content-type': 'application/json',
      'set-cookie': `login=${secrets['cookie that a login sets']}; HttpOnly`,
      'x-echo': `${shown.join(' ')} ${error}`.trim(),
      'x-amzn-requestid': 'id-1',
      location: signed,
    },
    body: JSON.stringify(body),
  };
}

export interface Artefact {
  readonly name: string;
  readonly bytes: Buffer;
}

/** Every file of a folder; of archives, and of those within a page, what is packed in them too. */
export async function artefactsIn(folder: string): Promise<Artefact[]> {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => path.join(folder, name))
    .filter((file) => statSync(file).isFile());
  const all = await Promise.all(files.map((file) => unpacked({ name: file, bytes: readFileSync(file) })));
  return all.flat();
}

async function unpacked(artefact: Artefact): Promise<Artefact[]> {
  const { name, bytes } = artefact;
  if (bytes.subarray(0, 2).toString('latin1') === 'PK') return [artefact, ...(await entriesOf(artefact))];
  const embedded = name.endsWith('.html')
    ? [...bytes.toString('utf8').matchAll(/data:application\/zip;base64,([\w+/=]+)/g)]
    : [];
  const inside = embedded.map(([, text = '']) =>
    unpacked({ name: `${name}!`, bytes: Buffer.from(text, 'base64') }),
  );
  return [artefact, ...(await Promise.all(inside)).flat()];
}

async function entriesOf({ name, bytes }: Artefact): Promise<Artefact[]> {
  const zip = await promisify<Buffer, yauzl.Options, yauzl.ZipFile>(yauzl.fromBuffer)(bytes, {
    lazyEntries: false,
    autoClose: false,
  });
  const entries: yauzl.Entry[] = [];
  zip.on('entry', (entry: yauzl.Entry) => entries.push(entry));
  await new Promise((resolve, reject) => zip.once('end', resolve).once('error', reject));
  const open = promisify(
    zip.openReadStream.bind(zip) as (
      entry: yauzl.Entry,
      done: (error: Error | null, stream: NodeJS.ReadableStream) => void,
    ) => void,
  );
  const read = await Promise.all(
    entries.map(async (entry) => {
      const pieces: Buffer[] = [];
      for await (const piece of await open(entry)) pieces.push(piece as Buffer);
      return unpacked({ name: `${name}/${entry.fileName}`, bytes: Buffer.concat(pieces) });
    }),
  );
  return read.flat();
}
