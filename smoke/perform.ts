import { type APIRequestContext, request as playwright } from '@playwright/test';
import type {
  Exchange,
  HeaderLines,
  NoResponse,
  PlannedExchange,
  ReceivedResponse,
} from '../src/conformance/exchange.ts';
import { redactHeaders, redactSecrets } from '../src/conformance/redact.ts';
import type { Vault } from '../src/credential/vault.ts';
import { causeOfSilence } from './no-response.ts';
import type { Outgoing } from './outgoing.ts';
import { sendAsIs } from './send-as-is.ts';

export interface PerformOptions {
  /** What the requests have to show. */
  readonly vault: Pick<Vault, 'dress' | 'tokensOf'>;
  /** Requests in flight at once; default 32. */
  readonly concurrency?: number;
  /** An answer that takes longer counts as none; default 31 s, above every gateway's own limit. */
  readonly timeoutMs?: number;
  /** Each exchange as soon as it is made. */
  onExchange?(exchange: Exchange): void;
}

/**
 * Makes every exchange once, several at a time, and returns them in the order planned. Redirects are not followed, and
 * cookies of one exchange never reach another. What is returned holds no secret.
 */
export async function perform(
  planned: readonly PlannedExchange[],
  options: PerformOptions,
): Promise<Exchange[]> {
  const made: Exchange[] = [];
  const waiting = planned.entries();
  const lane = async () => {
    const jar = freshContexts();
    for (const [index, exchange] of waiting) {
      const done = await performOne(exchange, jar.context, options);
      made[index] = done;
      options.onExchange?.(done);
      if (setsCookie(done)) await jar.renew();
    }
    await jar.renew();
  };
  const lanes = Math.min(options.concurrency ?? 32, planned.length);
  await Promise.all(Array.from({ length: lanes }, lane));
  return made;
}

/** One request context for as long as no answer sets a cookie: it would go out again with the next request. */
function freshContexts() {
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

async function performOne(
  exchange: PlannedExchange,
  context: () => Promise<APIRequestContext>,
  { vault, timeoutMs = 31_000 }: PerformOptions,
): Promise<Exchange> {
  const { method, url, headers, bodyBase64 } = exchange.request;
  const body = bodyBase64 === null ? null : Buffer.from(bodyBase64, 'base64');
  const dressed = await vault.dress(exchange.request, body);
  const outgoing: Outgoing = { method, url, headers: dressed.headers, body, timeoutMs };
  const tokens = vault.tokensOf(exchange.request);
  const hidden = [
    ...dressed.hidden,
    ...Object.entries(redactHeaders(headers)).flatMap(([name, value]) =>
      value === headers[name] ? [] : [headers[name] ?? ''],
    ),
  ];
  const startedAt = new Date().toISOString();
  const start = performance.now();
  const answer = await (urlSurvives(url)
    ? viaPlaywright(await context(), outgoing)
    : sendAsIs(outgoing)
  ).catch((error: unknown): NoResponse => silence(error, performance.now() - start, hidden));
  return {
    ...exchange,
    request: { ...exchange.request, headers: redactHeaders(headers) },
    startedAt,
    ...(Object.keys(tokens).length === 0 ? {} : { tokens }),
    answer: answer.kind === 'response' ? withoutSecrets(answer, hidden) : answer,
  };
}

/** Playwright normalises URLs (`/a/../b/{x}` becomes `/b/%7Bx%7D`); what would change goes out another way. */
function urlSurvives(url: string): boolean {
  const { href } = new URL(url);
  return href === url || href === `${url}/`;
}

async function viaPlaywright(context: APIRequestContext, outgoing: Outgoing): Promise<ReceivedResponse> {
  const start = performance.now();
  const { method, url, headers, body, timeoutMs } = outgoing;
  const response = await context.fetch(url, {
    method,
    headers,
    ...(body === null ? {} : { data: body }),
    maxRedirects: 0,
    failOnStatusCode: false,
    timeout: timeoutMs,
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
function silence(error: unknown, durationMs: number, hidden: readonly string[]): NoResponse {
  const text = error instanceof Error ? error.message : String(error);
  const line = (text.split('\n')[0] ?? '').replace(/^apiRequestContext\.\w+: /, '');
  return {
    kind: 'no-response',
    cause: causeOfSilence(line),
    message: redactSecrets(line, hidden),
    durationMs: rounded(durationMs),
  };
}

/** Shorter values ("dev", "test") are words that answers hold anyway: to hide them would change what is judged. */
const shortestSecret = 6;

/** An API may echo what it was sent. */
function withoutSecrets(answer: ReceivedResponse, all: readonly string[]): ReceivedResponse {
  const hidden = all.filter(({ length }) => length >= shortestSecret);
  const body = Buffer.from(answer.bodyBase64, 'base64').toString('latin1');
  const bytes = hidden.map((secret) => Buffer.from(secret, 'utf8').toString('latin1'));
  const clean = redactSecrets(body, bytes);
  return {
    ...answer,
    headers: answer.headers.map(([name, value]) => [name, redactSecrets(value, hidden)]),
    bodyBase64: clean === body ? answer.bodyBase64 : Buffer.from(clean, 'latin1').toString('base64'),
  };
}

function setsCookie({ answer }: Exchange): boolean {
  return answer.kind === 'response' && answer.headers.some(([name]) => name.toLowerCase() === 'set-cookie');
}

function rounded(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}
