import http from 'node:http';
import https from 'node:https';
import type { ReceivedResponse } from '../src/conformance/exchange.ts';
import { Agents } from '../src/transport/agents.ts';
import type { Outgoing } from './outgoing.ts';

/** The connections of this process that no plain client opens. */
const agents = new Agents(process.env);

/** Whether Node's or Playwright's own clients get there. */
export function isPlainWay({ url, transport }: Pick<Outgoing, 'url' | 'transport'>): boolean {
  return agents.of(transport, new URL(url)) === null;
}

/** Sends a request with its path byte for byte as it stands: dot segments and braces are not normalised away. */
export function sendAsIs(
  { method, url, headers, body, transport }: Outgoing,
  signal: AbortSignal,
): Promise<ReceivedResponse> {
  const target = new URL(url);
  const { protocol, hostname, port, origin } = target;
  const start = performance.now();
  const client = protocol === 'https:' ? https : http;
  return new Promise((resolve, reject) => {
    const sent = client.request(
      {
        method,
        hostname: hostname.replace(/^\[|\]$/g, ''),
        port,
        path: url.slice(origin.length) || '/',
        headers: body === null ? headers : { ...headers, 'content-length': String(body.length) },
        agent: agents.of(transport, target) ?? false,
        signal,
      },
      (response) => {
        const pieces: Buffer[] = [];
        response.on('data', (piece: Buffer) => pieces.push(piece));
        response.on('error', reject);
        response.on('close', () => {
          if (!response.complete) reject(new Error('aborted'));
        });
        response.on('end', () => {
          resolve({
            kind: 'response',
            status: response.statusCode ?? 0,
            headers: pairs(response.rawHeaders),
            bodyBase64: Buffer.concat(pieces).toString('base64'),
            durationMs: Math.round((performance.now() - start) * 1000) / 1000,
          });
        });
      },
    );
    sent.on('error', reject);
    sent.end(body ?? undefined);
  });
}

/** `['A', '1', 'B', '2']` → `[['A', '1'], ['B', '2']]`. */
function pairs(raw: readonly string[]): [string, string][] {
  return raw.flatMap((name, index) => (index % 2 === 0 ? [[name, raw[index + 1] ?? '']] : []));
}
