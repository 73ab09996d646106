import { AsyncLocalStorage } from 'node:async_hooks';
import { type Channel, channel } from 'node:diagnostics_channel';
import type { ClientRequest, IncomingMessage } from 'node:http';
import { brotliDecompressSync, gunzipSync, inflateRawSync, inflateSync } from 'node:zlib';

/**
 * No answer of the gateway is larger than 10 MB; more comes from something else.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html
 */
export const mostBytes = 11 * 1024 * 1024;
/** What a compressed body may unpack to. */
export const mostUnpackedBytes = 64 * 1024 * 1024;

/** What Node's HTTP client saw of one request, whoever made it. */
export interface Sight {
  /** An answer has begun. */
  status: number | null;
  /** The connection had been used before. */
  reused: boolean;
  /** Of the body, compressed where it is. */
  bytes: number;
  tooLarge: boolean;
  encoding: string | null;
}

const sights = new AsyncLocalStorage<Sight>();
let watching = false;

/**
 * Runs `send` and watches the HTTP request in it: cuts an answer off that is too large, and leaves a compressed body
 * packed. Playwright's request context takes whatever comes into memory, unpacks it without bound, and offers no
 * setting for either; Node tells of every answer before its reader sees it.
 */
export async function watched<T>(send: (sight: Sight) => Promise<T>): Promise<T> {
  if (!watching) watch(channel('http.client.response.finish'));
  watching = true;
  const sight: Sight = { status: null, reused: false, bytes: 0, tooLarge: false, encoding: null };
  return sights.run(sight, () => send(sight));
}

function watch(answers: Channel): void {
  answers.subscribe((message) => {
    const { request, response } = message as { request: ClientRequest; response: IncomingMessage };
    const sight = sights.getStore();
    if (sight === undefined) return;
    sight.status = response.statusCode ?? 0;
    sight.reused = request.reusedSocket;
    sight.encoding = response.headers['content-encoding']?.trim().toLowerCase() ?? null;
    delete response.headers['content-encoding'];
    const push = response.push;
    response.push = (piece: Buffer | null, ...rest) => {
      sight.bytes += piece?.length ?? 0;
      if (sight.bytes <= mostBytes) return push.call(response, piece, ...rest);
      sight.tooLarge = true;
      response.destroy();
      return false;
    };
  });
}

const unpackers: Readonly<Record<string, (body: Buffer, options: { maxOutputLength: number }) => Buffer>> = {
  gzip: gunzipSync,
  'x-gzip': gunzipSync,
  // Servers mean either of two formats by it.
  deflate: (body, options) =>
    ((body[0] ?? 0) & 0x0f) === 8 ? inflateSync(body, options) : inflateRawSync(body, options),
  br: brotliDecompressSync,
};

/** A body that can't be read, and why in half a sentence. */
export class Unreadable extends Error {
  readonly tooLarge: boolean;

  constructor(message: string, tooLarge: boolean) {
    super(message);
    this.tooLarge = tooLarge;
  }
}

/**
 * The body as it was before it was compressed; one of an encoding that was not asked for, as it came.
 * @throws Unreadable where it unpacks to too much, or not at all.
 */
export function unpacked(body: Buffer, encoding: string | null): Buffer {
  const unpack = unpackers[encoding ?? ''];
  if (unpack === undefined || body.length === 0) return body;
  try {
    return unpack(body, { maxOutputLength: mostUnpackedBytes });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') {
      throw new Unreadable(
        `${inMegabytes(body.length)} of ${encoding} unpack to more than ${inMegabytes(mostUnpackedBytes)}`,
        true,
      );
    }
    throw new Unreadable(`the body is said to be ${encoding} and can't be unpacked`, false);
  }
}

export function inMegabytes(bytes: number): string {
  const megabytes = bytes / 1024 / 1024;
  return `${megabytes < 1 ? megabytes.toFixed(2) : Math.floor(megabytes)} MB`;
}
