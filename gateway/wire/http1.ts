import type { X509Certificate } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Answer, HeaderLine } from '../call.ts';
import { shownBy } from './client-certificate.ts';
import type { Exchange } from './exchange.ts';
import { type Body, noBody, readPieces } from './request-body.ts';

/** An exchange by HTTP/1.1 or 1.0. */
export class Http1Exchange implements Exchange {
  readonly #request: IncomingMessage;
  readonly #response: ServerResponse;
  #headers: readonly HeaderLine[] | undefined;

  constructor(request: IncomingMessage, response: ServerResponse) {
    this.#request = request;
    this.#response = response;
  }

  get method(): string {
    return this.#request.method ?? 'GET';
  }

  get target(): string {
    return this.#request.url ?? '/';
  }

  get host(): string {
    return this.#request.headers.host ?? '';
  }

  get headers(): readonly HeaderLine[] {
    this.#headers ??= pairs(this.#request.rawHeaders);
    return this.#headers;
  }

  get sourceIp(): string {
    return this.#request.socket.remoteAddress ?? '127.0.0.1';
  }

  get clientCertificate(): X509Certificate | undefined {
    return shownBy(this.#request.socket);
  }

  async readBody(): Promise<Body | 'aborted'> {
    const { headers } = this.#request;
    if (headers['content-length'] === undefined && headers['transfer-encoding'] === undefined) return noBody;
    return readPieces(this.#request, () => this.#request.destroy());
  }

  get answered(): boolean {
    return this.#response.headersSent;
  }

  send({ status, headers, body }: Answer): void {
    const response = this.#response;
    if (response.destroyed) return;
    const lines: string[] = [];
    for (const [name, value] of headers) lines.push(name, value);
    // RFC 9110, section 8.6: no Content-Length in a 204.
    if (status !== 204) lines.push('Content-Length', String(Buffer.byteLength(body)));
    // Said here because Node would add a Keep-Alive header, which AWS doesn't send.
    lines.push('Connection', wantsClose(response) ? 'close' : 'keep-alive');
    response.writeHead(status, lines);
    response.end(body);
  }

  /** Node writes it to the connection when it is sent. */
  written(then: () => void): void {
    then();
  }

  drop(): void {
    this.#request.socket.destroy();
  }
}

function pairs(rawHeaders: readonly string[]): HeaderLine[] {
  const lines: HeaderLine[] = [];
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    lines.push([rawHeaders[index] ?? '', rawHeaders[index + 1] ?? '']);
  }
  return lines;
}

function wantsClose({ req: { httpVersion, headers } }: ServerResponse): boolean {
  const connection = headers.connection?.toLowerCase() ?? '';
  return httpVersion === '1.0' ? !connection.includes('keep-alive') : connection.includes('close');
}
