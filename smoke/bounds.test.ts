import assert from 'node:assert/strict';
import { test } from 'node:test';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import type { NoResponse, PlannedExchange } from '../src/conformance/exchange.ts';
import { Vault } from '../src/credential/vault.ts';
import { mostUnpackedBytes } from './bounds.ts';
import { serveBytes, writeEndlessly } from './hostile-server.fixture.ts';
import { perform } from './perform.ts';

const head = (lines: string) => `HTTP/1.1 200 OK\r\n${lines}\r\n\r\n`;
const packed = (encoding: string, bytes: Buffer) =>
  Buffer.concat([
    Buffer.from(head(`content-encoding: ${encoding}\r\ncontent-length: ${bytes.length}`)),
    bytes,
  ]);
const chunk = Buffer.from(`10000\r\n${'x'.repeat(0x10000)}\r\n`);

/** What the gateway lets through. */
const largest = 10 * 1024 * 1024;

const bombs = {
  '/large': Buffer.concat([Buffer.from(head(`content-length: ${largest}`)), Buffer.alloc(largest, 'x')]),
  '/gzip-bomb': packed('gzip', gzipSync(Buffer.alloc(mostUnpackedBytes + 1))),
  '/brotli-bomb': packed('br', brotliCompressSync(Buffer.alloc(mostUnpackedBytes + 1))),
  '/lying-gzip': packed('gzip', Buffer.from('this is no gzip')),
  '/gzip': packed('gzip', gzipSync('{"sound":true}')),
} as Readonly<Record<string, Buffer>>;

const texts = {
  '/not-http': 'SSH-2.0-OpenSSH_9.6\r\n',
  '/many-headers': head(Array.from({ length: 4000 }, (_, index) => `x-${index}: y`).join('\r\n')),
  '/two-lengths': head('content-length: 3\r\ncontent-length: 5'),
} as Readonly<Record<string, string>>;

async function answers(paths: readonly string[]) {
  const server = await serveBytes((path, socket) => {
    const plain = path.replace('/../', '/');
    if (plain === '/endless') {
      socket.write(head('transfer-encoding: chunked'));
      writeEndlessly(socket, chunk);
    } else if (plain === '/trickle') {
      socket.write(head('transfer-encoding: chunked'));
    } else if (plain === '/cut-short') {
      socket.end(`${head('content-length: 100')}only this`);
    } else socket.end(bombs[plain] ?? texts[plain] ?? '');
  });
  try {
    const planned = paths.map(
      (path): PlannedExchange => ({
        id: path,
        target: `shop${path}:rest`,
        apiType: 'rest',
        contract: 'shop',
        route: `GET ${path}`,
        example: 'one',
        purpose: 'example',
        once: true,
        request: {
          method: 'GET',
          url: server.origin + path,
          headers: {},
          secretHeaders: {},
          bodyBase64: null,
        },
      }),
    );
    const vault = new Vault(new Map());
    const limitMs = ({ id }: PlannedExchange) => (id.includes('trickle') ? 300 : 20_000);
    const { exchanges } = await perform(planned, { vault, limitMs });
    return exchanges.map(({ answer }) => answer);
  } finally {
    await server.close();
  }
}

const hostile: readonly (readonly [path: string, cause: NoResponse['cause'], words: RegExp])[] = [
  ['/endless', 'too-large', /^200 with a body of more than 11 MB, cut off$/],
  ['/gzip-bomb', 'too-large', /^200, and .* of gzip unpack to more than 64 MB$/],
  ['/brotli-bomb', 'too-large', /of br unpack to more than 64 MB$/],
  ['/lying-gzip', 'not-http', /^200, and the body is said to be gzip and can't be unpacked$/],
  ['/not-http', 'not-http', /Parse Error/],
  ['/many-headers', 'not-http', /Header overflow/],
  ['/two-lengths', 'not-http', /Parse Error/],
  ['/trickle', 'timeout', /timed out after 0.3 s$/],
  ['/cut-short', 'reset', /aborted/],
];

test('an answer that is huge, endless, slow, cut short or no HTTP is bounded, and told what it is', async () => {
  const seen = await answers(hostile.map(([path]) => path));
  for (const [index, [path, cause, words]] of hostile.entries()) {
    const answer = seen[index];
    assert.ok(answer?.kind === 'no-response', path);
    assert.equal(answer.cause, cause, `${path}: ${answer.message}`);
    assert.match(answer.message, words);
  }
});

test('so it is where the path has to go out as it stands', async () => {
  const paths = ['/../endless', '/../gzip-bomb', '/../not-http', '/../trickle'];
  const seen = await answers(paths);
  assert.deepEqual(
    seen.map((answer) => answer.kind === 'no-response' && answer.cause),
    ['too-large', 'too-large', 'not-http', 'timeout'],
  );
});

test('a body that is compressed in earnest is unpacked, and one as large as the gateway lets through is read', async () => {
  const [answer, large] = await answers(['/gzip', '/large']);
  assert.ok(answer?.kind === 'response');
  assert.equal(Buffer.from(answer.bodyBase64, 'base64').toString(), '{"sound":true}');
  assert.ok(answer.headers.some(([name, value]) => name === 'content-encoding' && value === 'gzip'));
  assert.ok(large?.kind === 'response');
  assert.equal(Buffer.from(large.bodyBase64, 'base64').length, largest);
});
