import http from 'node:http';
import https from 'node:https';
import { Agents } from './agents.ts';
import type { Env } from './proxy.ts';
import { isPlain } from './way.ts';

/** What is needed of an answer to a GET, whoever got it. */
export interface Got {
  readonly status: number;
  readonly contentLength: string | null;
  readonly body: AsyncIterable<Uint8Array>;
}

const mostRedirects = 5;

/**
 * GETs something that is no target, redirects followed: by `fetch`, which knows of no proxy before Node 24, or else through the
 * machine's proxy.
 */
export async function get(url: URL, env: Env, signal: AbortSignal): Promise<Got> {
  if (isPlain(undefined, url, env)) {
    const { status, headers, body } = await fetch(url, { signal });
    return {
      status,
      contentLength: headers.get('content-length'),
      body: (body ?? []) as AsyncIterable<Uint8Array>,
    };
  }
  const agents = new Agents(env);
  let at = url;
  for (let redirects = 0; redirects <= mostRedirects; redirects += 1) {
    const answer = await answerTo(at, agents, signal);
    const { statusCode: status = 0, headers } = answer;
    if (status < 300 || status > 399 || headers.location === undefined) {
      return { status, contentLength: headers['content-length'] ?? null, body: answer };
    }
    answer.destroy();
    at = new URL(headers.location, at);
  }
  throw new Error(`more than ${mostRedirects} redirects`);
}

function answerTo(url: URL, agents: Agents, signal: AbortSignal): Promise<http.IncomingMessage> {
  const client = url.protocol === 'https:' ? https : http;
  return new Promise((resolve, reject) => {
    client.get(url, { agent: agents.of(undefined, url) ?? false, signal }, resolve).on('error', reject);
  });
}
