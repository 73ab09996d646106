import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ReceivedResponse } from '../../src/conformance/exchange.ts';

/** Between one hop and the next only (RFC 9110, 7.6.1); the length is counted again. */
const ofTheHop = ['connection', 'keep-alive', 'transfer-encoding', 'upgrade', 'content-length'];

/**
 * Hands answers that were received elsewhere to Playwright, which then shows and reports them as its own. It shows every header
 * that it sends, too, in traces, steps and errors: what it never sends it can't show.
 */
export class Loopback {
  readonly #answers = new Map<string, ReceivedResponse>();
  readonly #server = http.createServer((request, response) => {
    const number = /^\/(\d+)/.exec(request.url ?? '')?.[1] ?? '';
    const answer = this.#answers.get(number);
    this.#answers.delete(number);
    if (answer === undefined) return response.writeHead(410).end();
    response.sendDate = false;
    const headers = answer.headers.filter(([name]) => !ofTheHop.includes(name.toLowerCase()));
    response.writeHead(answer.status, headers.flat());
    return response.end(Buffer.from(answer.bodyBase64, 'base64'));
  });
  #origin: Promise<string> | undefined;
  #next = 0;

  /** Where this answer can be fetched, once. */
  async urlOf(answer: ReceivedResponse, path: string): Promise<string> {
    this.#origin ??= this.#listen();
    const origin = await this.#origin;
    this.#next += 1;
    this.#answers.set(String(this.#next), answer);
    return `${origin}/${this.#next}${path}`;
  }

  async close(): Promise<void> {
    if (this.#origin === undefined) return;
    await this.#origin;
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  async #listen(): Promise<string> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }
}
