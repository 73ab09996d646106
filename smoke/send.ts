import { type APIRequestContext, request as playwright } from '@playwright/test';
import type { HeaderLines, NoResponse, ReceivedResponse } from '../src/conformance/exchange.ts';
import { inMegabytes, mostBytes, type Sight, Unreadable, unpacked, watched } from './bounds.ts';
import { causeOfSilence } from './no-response.ts';
import type { Outgoing } from './outgoing.ts';
import { isPlainWay, sendAsIs } from './send-as-is.ts';

/** What came of one request. */
export interface Sent {
  readonly answer: ReceivedResponse | NoResponse;
  /** Nothing came back on a connection that had been used before: the server may just have closed it. */
  readonly staleConnection: boolean;
}

/**
 * Sends one request and waits for its answer, however large, slow or malformed that is. Redirects are not followed.
 * Aborting the signal ends it at once; the reason given, an Error, says why nothing came.
 */
export async function send(
  outgoing: Outgoing,
  context: () => Promise<APIRequestContext>,
  signal: AbortSignal,
): Promise<Sent> {
  const start = performance.now();
  return watched(async (sight) => {
    try {
      const answer = !urlSurvives(outgoing.url)
        ? await sendAsIs(outgoing, signal)
        : isPlainWay(outgoing)
          ? await viaPlaywright(await context(), outgoing, signal)
          : await sendAsIs(asPlaywright(outgoing), signal);
      const body = unpacked(Buffer.from(answer.bodyBase64, 'base64'), sight.encoding);
      return { answer: { ...answer, bodyBase64: body.toString('base64') }, staleConnection: false };
    } catch (error) {
      const silence = silenceOf(error, sight, signal);
      return {
        answer: { ...silence, durationMs: rounded(performance.now() - start) },
        staleConnection: silence.cause === 'reset' && sight.status === null && sight.reused,
      };
    }
  });
}

/** One request context for as long as no answer sets a cookie: it would go out again with the next request. */
export function freshContexts() {
  let current: Promise<APIRequestContext> | undefined;
  return {
    context: () => {
      current ??= playwright.newContext({ ignoreHTTPSErrors: false });
      return current;
    },
    renew: async () => {
      const old = await current;
      current = undefined;
      await old?.dispose();
    },
  };
}

/** Playwright normalises URLs (`/a/../b/{x}` becomes `/b/%7Bx%7D`); what would change goes out another way. */
function urlSurvives(url: string): boolean {
  const { href } = new URL(url);
  return href === url || href === `${url}/`;
}

/**
 * Playwright hands on what a proxy answers as if the API had, opens a connection of its own for each request through one, and
 * connects to nothing but the URL's host: another way is ours, with what Playwright would have sent.
 */
function asPlaywright(outgoing: Outgoing): Outgoing {
  const headers = { accept: '*/*', 'accept-encoding': 'gzip,deflate,br', ...outgoing.headers };
  return { ...outgoing, headers };
}

async function viaPlaywright(
  context: APIRequestContext,
  { method, url, headers, body }: Outgoing,
  signal: AbortSignal,
): Promise<ReceivedResponse> {
  const start = performance.now();
  const response = await context.fetch(url, {
    method,
    headers,
    ...(body === null ? {} : { data: body }),
    maxRedirects: 0,
    failOnStatusCode: false,
    timeout: 0,
    signal,
  });
  const bytes = await response.body();
  const { responseEnd } = response.timing();
  const lines: HeaderLines = response.headersArray().map(({ name, value }) => [name, value]);
  const answer: ReceivedResponse = {
    kind: 'response',
    status: response.status(),
    headers: lines,
    bodyBase64: bytes.toString('base64'),
    durationMs: rounded(responseEnd > 0 ? responseEnd : performance.now() - start),
  };
  await response.dispose();
  return answer;
}

/** Playwright's error texts hold the request's headers from their second line on. */
function silenceOf(error: unknown, sight: Sight, signal: AbortSignal): Omit<NoResponse, 'durationMs'> {
  const begun = sight.status === null ? '' : `${sight.status} and ${inMegabytes(sight.bytes)} of a body, `;
  if (sight.tooLarge) {
    return silence(
      'too-large',
      `${sight.status} with a body of more than ${inMegabytes(mostBytes)}, cut off`,
    );
  }
  if (error instanceof Unreadable) {
    return silence(error.tooLarge ? 'too-large' : 'not-http', `${sight.status}, and ${error.message}`);
  }
  if (signal.aborted && signal.reason instanceof Error) {
    return silence(causeOfSilence(signal.reason.message), `${begun}${signal.reason.message}`);
  }
  const text = error instanceof Error ? error.message : String(error);
  const line = (text.split('\n')[0] ?? '').replace(/^apiRequestContext\.\w+: /, '');
  return silence(causeOfSilence(line), `${begun}${line}`);
}

function silence(cause: NoResponse['cause'], message: string): Omit<NoResponse, 'durationMs'> {
  return { kind: 'no-response', cause, message };
}

export function rounded(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}
