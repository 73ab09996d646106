import { setMaxListeners } from 'node:events';
import { observe } from '../src/conformance/answer.ts';
import { curlFor } from '../src/conformance/curl.ts';
import type { Exchange, PlannedExchange } from '../src/conformance/exchange.ts';
import { fillRequest } from '../src/conformance/fill-request.ts';
import type { LeftBehind } from '../src/conformance/not-made.ts';
import type { Captures } from './captures.ts';
import { Deadlines } from './deadline.ts';
import { inOrder } from './in-order.ts';
import { pausing } from './pace.ts';
import { dressed, record, type Secrets } from './record.ts';
import { freshContexts, send } from './send.ts';

export interface CleanUpOptions {
  readonly captures: Captures;
  readonly vault: Secrets;
  say(line: string): void;
}

type Cleanup = NonNullable<PlannedExchange['cleanup']>;

interface Undoing {
  readonly id: string;
  readonly after: readonly string[];
  readonly exchange: Exchange;
  readonly cleanup: Cleanup;
}

const lanes = 8;
const limitMs = 10_000;
/** All of it together, so that a Ctrl-C ends. */
const patienceMs = 20_000;
const tries = 3;

/**
 * Undoes what the exchanges created, the last first where one needed the other, however they ended and whatever the checks
 * say of them. Returns what is still there.
 */
export async function cleanUp(
  made: readonly Exchange[],
  { captures, vault, say }: CleanUpOptions,
): Promise<readonly LeftBehind[]> {
  const undoings = undoingsOf(made.filter(mayHaveCreated));
  if (undoings.length === 0) return [];
  say(`smoke: cleaning up after ${undoings.length} ${undoings.length === 1 ? 'example' : 'examples'}`);
  const left: LeftBehind[] = [];
  const deadlines = new Deadlines();
  const over = AbortSignal.timeout(patienceMs);
  setMaxListeners(0, over);
  const jars = Array.from({ length: lanes }, freshContexts);
  await inOrder(undoings, lanes, async ({ exchange, cleanup }, lane) => {
    const { target, route, example } = exchange;
    const name = { target, route, example };
    const values = captures.of(target, cleanup.uses);
    if ('missing' in values) {
      left.push({ ...name, because: `What it created is not known: ${values.missing}.` });
      return;
    }
    const request = fillRequest(cleanup.request, values.captured);
    if (isUndone(request, made)) return;
    const asked = { ...exchange, id: `${exchange.id} (cleanup)`, route: cleanup.route, request };
    const context = (jars[lane] ?? freshContexts()).context;
    const failure = await undo(asked, { vault, context, deadlines, over });
    if (failure === null) return;
    left.push({ ...name, because: failure, curl: curlFor({ request: captures.hide(request) }) });
  });
  await Promise.all(jars.map((jar) => jar.renew()));
  return left;
}

/** What was refused created nothing; what was not answered, or failed on the way, may have. */
function mayHaveCreated(exchange: Exchange): boolean {
  const { answer } = exchange;
  if (answer.kind === 'response') return answer.status < 400 || answer.status >= 500;
  return !['refused', 'dns', 'tls', 'proxy'].includes(answer.cause);
}

/** What was made of another one is removed before it. */
function undoingsOf(made: readonly Exchange[]): Undoing[] {
  const undone = made.filter(({ cleanup }) => cleanup !== undefined);
  return undone.toReversed().flatMap((exchange) => {
    if (exchange.cleanup === undefined) return [];
    const after = undone.filter((other) => other.after?.includes(exchange.id)).map(({ id }) => id);
    return [{ id: exchange.id, after, exchange, cleanup: exchange.cleanup }];
  });
}

/** An example has sent the same already, and it worked. */
function isUndone(request: PlannedExchange['request'], made: readonly Exchange[]): boolean {
  return made.some(
    (one) =>
      one.request.method === request.method &&
      one.request.url === request.url &&
      one.answer.kind === 'response' &&
      one.answer.status >= 200 &&
      one.answer.status <= 299,
  );
}

interface Means {
  readonly vault: Secrets;
  readonly context: ReturnType<typeof freshContexts>['context'];
  readonly deadlines: Deadlines;
  readonly over: AbortSignal;
}

/** Why it could not be undone, in one sentence; `null` where it is gone. */
async function undo(
  asked: PlannedExchange,
  { vault, context, deadlines, over }: Means,
): Promise<string | null> {
  let seen = 'There was no time left to clean up.';
  for (let tried = 0; tried < tries && !over.aborted; tried += 1) {
    if (tried > 0) await pausing(500 * 2 ** tried, over);
    const { outgoing, hidden } = await dressed(asked.request, vault);
    const { signal, release } = deadlines.start(() => limitMs, over);
    const { answer } = await send(outgoing, context, signal).finally(release);
    const exchange = record(asked, { startedAt: '', answer, hidden, tokens: {} });
    const { status, text, gatewayError } = observe(exchange);
    const gone = (status === 404 || status === 410) && gatewayError === null;
    if ((status >= 200 && status <= 299) || gone) return null;
    seen =
      exchange.answer.kind === 'response'
        ? `${asked.route} answered ${status}: ${text.slice(0, 120)}`
        : `${asked.route} got no answer: ${exchange.answer.message}.`;
    if (status >= 400 && status < 500 && status !== 429) return seen;
  }
  return seen;
}
