import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import type { RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, type TestContext, test } from 'node:test';
import { type Download, download } from './download.ts';
import { serve } from './release.fixture.ts';

const content = Buffer.alloc(300_000, 'k6');
const sha256 = createHash('sha256').update(content).digest('hex');
const limits = { answerMs: 5_000, silenceMs: 5_000, totalMs: 10_000, bytes: 1_000_000 };
let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gatewright-download-'));
});
after(() => rm(folder, { recursive: true }));

async function request(t: TestContext, listener: RequestListener, changes: Partial<Download> = {}) {
  const server = await serve(listener);
  t.after(server.close);
  const to = join(folder, t.name.replaceAll(/\W+/g, '-'));
  const lines: string[] = [];
  const progress = (line: string) => lines.push(line);
  return {
    to,
    lines,
    done: download({ url: `${server.url}/a`, sha256, to, title: 'k6', progress, limits, ...changes }),
  };
}

test('a file with the right checksum is kept, and its size was said', async (t) => {
  const { to, lines, done } = await request(t, (_, response) => {
    response.setHeader('content-length', content.length);
    response.end(content);
  });
  await done;
  assert.deepEqual(await readFile(to), content);
  assert.deepEqual(lines, ['downloading k6, 0.3 MB']);
});

test('redirects are followed, as the release answers with them', async (t) => {
  const { to, done } = await request(t, ({ url }, response) => {
    if (url === '/a') response.writeHead(302, { location: '/elsewhere' }).end();
    else response.end(content);
  });
  await done;
  assert.deepEqual(await readFile(to), content);
});

test('another checksum refuses the file and names both', async (t) => {
  const { done } = await request(t, (_, response) => response.end('something else'));
  await assert.rejects(done, new RegExp(`SHA-256 is [0-9a-f]{64} and should be ${sha256}: not used$`));
});

test('a missing file is reported with its address and status', async (t) => {
  const { done } = await request(t, (_, response) => response.writeHead(404).end());
  await assert.rejects(done, /^Error: http:\/\/127\.0\.0\.1:\d+\/a: the server answers 404$/);
});

test('a file that breaks off is refused', async (t) => {
  const { done } = await request(t, (_, response) => {
    response.setHeader('content-length', content.length);
    response.write(content.subarray(0, 100_000), () => response.destroy());
  });
  await assert.rejects(done, /\/a: (other side closed|terminated|aborted|.*closed)/);
});

test('a server that accepts and never answers is given up', async (t) => {
  const { done } = await request(t, () => {}, { limits: { ...limits, answerMs: 50 } });
  await assert.rejects(done, /no answer within 0\.05 s$/);
});

test('a server that stops sending is given up, with what came', async (t) => {
  const stopping: RequestListener = (_, response) => response.write(content.subarray(0, 1_000));
  const { done } = await request(t, stopping, { limits: { ...limits, silenceMs: 500 } });
  await assert.rejects(done, /nothing more comes after 1000 bytes$/);
});

test('a file without end is refused', async (t) => {
  const endless: RequestListener = (_, response) => {
    const more = () => response.write(content, (error) => error ?? more());
    more();
  };
  const { done } = await request(t, endless);
  await assert.rejects(done, /larger than 1\.0 MB$/);
});

test('a server that is not there is reported with the reason below "fetch failed"', async (t) => {
  const server = await serve(() => {});
  server.close();
  const { done } = await request(t, () => {}, { url: `${server.url}/a` });
  await assert.rejects(done, /connect ECONNREFUSED 127\.0\.0\.1:\d+$/);
});

test('an abort in the middle rejects with its reason', async (t) => {
  const controller = new AbortController();
  const { done } = await request(t, (_, response) => response.write(content.subarray(0, 1_000)), {
    signal: controller.signal,
    progress: () => controller.abort(new Error('enough')),
  });
  await assert.rejects(done, /^Error: enough$/);
});
