import { constants, type Http2ServerRequest, type Http2ServerResponse } from 'node:http2';
import type { Answer, HeaderLine } from '../call.ts';
import type { Exchange } from './exchange.ts';
import { type Body, noBody, readPieces } from './request-body.ts';

/** Headers of a connection of HTTP/1.1, which an answer by HTTP/2 must not have (RFC 9113, section 8.2.2). */
const connectionSpecific = new Set([
  'connection',
  'http2-settings',
  'keep-alive',
  'proxy-connection',
  'transfer-encoding',
  'upgrade',
]);

/** An exchange by HTTP/2: one stream of a connection. */
export class Http2Exchange implements Exchange {
  readonly #request: Http2ServerRequest;
  readonly #response: Http2ServerResponse;
  readonly #bodyLimitMs: number;
  #headers: readonly HeaderLine[] | undefined;

  /** @param bodyLimitMs how long the sender of a body may take. */
  constructor(request: Http2ServerRequest, response: Http2ServerResponse, bodyLimitMs: number) {
    this.#request = request;
    this.#response = response;
    this.#bodyLimitMs = bodyLimitMs;
  }

  get method(): string {
    return this.#request.method;
  }

  get target(): string {
    return this.#request.url;
  }

  get host(): string {
    return this.#request.authority ?? this.#request.headers.host ?? '';
  }

  get headers(): readonly HeaderLine[] {
    this.#headers ??= linesOf(this.#request);
    return this.#headers;
  }

  get sourceIp(): string {
    return this.#request.socket.remoteAddress ?? '127.0.0.1';
  }

  async readBody(): Promise<Body | 'aborted'> {
    const { stream } = this.#request;
    if (stream.endAfterHeaders) return noBody;
    const late = setTimeout(() => stream.close(constants.NGHTTP2_CANCEL), this.#bodyLimitMs);
    const body = await readPieces(this.#request, () => stream.close(constants.NGHTTP2_CANCEL));
    clearTimeout(late);
    return body;
  }

  get answered(): boolean {
    return this.#response.headersSent;
  }

  send({ status, headers, body }: Answer): void {
    const response = this.#response;
    if (response.stream === undefined || response.stream.destroyed) return;
    const lines: Record<string, string | string[]> = Object.create(null);
    for (const [name, value] of headers) {
      const lower = name.toLowerCase();
      if (connectionSpecific.has(lower)) continue;
      const before = lines[lower];
      lines[lower] = before === undefined ? value : [before, value].flat();
    }
    // RFC 9110, section 8.6: no Content-Length in a 204.
    if (status !== 204) lines['content-length'] = String(Buffer.byteLength(body));
    response.writeHead(status, lines);
    response.end(body);
  }

  /** The other streams of the connection are other requests. */
  drop(): void {
    this.#request.stream.close(constants.NGHTTP2_INTERNAL_ERROR);
  }
}

/** As HTTP/1.1 would have them: a host, cookies in one line (RFC 9113, sections 8.3.1 and 8.2.3), no pseudo-headers. */
function linesOf({ rawHeaders, authority, headers }: Http2ServerRequest): HeaderLine[] {
  const lines: HeaderLine[] = [];
  if (headers.host === undefined && authority !== undefined) lines.push(['host', authority]);
  const cookies: string[] = [];
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const [name = '', value = ''] = rawHeaders.slice(index, index + 2);
    if (name === 'cookie') cookies.push(value);
    else if (!name.startsWith(':')) lines.push([name, value]);
  }
  if (cookies.length > 0) lines.push(['cookie', cookies.join('; ')]);
  return lines;
}
