import { setMaxListeners } from 'node:events';
import { observe } from '../src/conformance/answer.ts';
import { type Exchange, isHarmless, type PlannedExchange } from '../src/conformance/exchange.ts';
import { fillRequest } from '../src/conformance/fill-request.ts';
import type { LeftBehind, NotMade } from '../src/conformance/not-made.ts';
import type { ApiType } from '../src/contract/contract.ts';
import { Captures } from './captures.ts';
import { cleanUp } from './clean-up.ts';
import { Deadlines } from './deadline.ts';
import { inOrder } from './in-order.ts';
import { LostTargets } from './lost-targets.ts';
import { Pace, pausing } from './pace.ts';
import { Patience } from './patience.ts';
import { dressed, earlierOf, record, type Secrets } from './record.ts';
import { freshContexts, type Sent, send } from './send.ts';

export interface PerformOptions {
  /** What the requests have to show. */
  readonly vault: Secrets;
  /** Requests in flight at once; default 32. */
  readonly concurrency?: number;
  /** An answer that takes longer counts as none. Asked again and again while one is waited for. */
  limitMs?(exchange: PlannedExchange): number;
  /** Aborted: nothing new is sent, what changes nothing is dropped, and what was created is cleaned up. */
  readonly signal?: AbortSignal;
  /** Ids of exchanges that are made before all others of their target, to look at its answer first. */
  readonly first?: ReadonlySet<string>;
  /** How long a fresh deployment may take; default 0: it has to be there. */
  readonly retryUntilDeployedMs?: number;
  /** Whether the answer comes from the code before, where that shows. */
  isOld?(exchange: Exchange): boolean;
  /** Each exchange as soon as it is made; what it throws ends the run. */
  onExchange?(exchange: Exchange): void;
  /** One line about what is waited for. */
  say?(line: string): void;
}

export interface Performed {
  /** In the order planned. */
  readonly exchanges: readonly Exchange[];
  readonly notMade: readonly NotMade[];
  readonly leftBehind: readonly LeftBehind[];
}

/** The longest that an integration may take by default, and 2 s for the way there and back. In milliseconds. */
export const defaultLimitMs = { rest: 31_000, http: 32_000 } as const satisfies Record<ApiType, number>;

/** How long a request that may have created something is waited for after Ctrl-C. */
const graceMs = 3000;

/** Makes all of it, and undoes what it created. */
export async function perform(
  planned: readonly PlannedExchange[],
  options: PerformOptions,
): Promise<Performed> {
  const run = new Performance(options);
  try {
    await run.make(planned);
  } finally {
    await run.finish();
  }
  return run.result();
}

/**
 * Makes every exchange once, several at a time; more may be planned from what came back. Redirects are not followed, and
 * cookies of one exchange never reach another. What is returned holds no secret.
 */
export class Performance {
  readonly #options: PerformOptions;
  readonly #stop: AbortSignal;
  readonly #grace = new AbortController();
  readonly #planned: PlannedExchange[] = [];
  readonly #made = new Map<string, Exchange>();
  readonly #notMade: NotMade[] = [];
  #leftBehind: readonly LeftBehind[] = [];
  readonly #captures = new Captures();
  readonly #patience: Patience;
  readonly #paces = new Map<string, Pace>();
  readonly #deadlines = new Deadlines();
  readonly #lost = new LostTargets();
  readonly #jars = new Map<number, ReturnType<typeof freshContexts>>();

  constructor(options: PerformOptions) {
    this.#options = options;
    this.#stop = options.signal ?? new AbortController().signal;
    // Every request in flight listens.
    setMaxListeners(0, this.#stop, this.#grace.signal);
    const wait = options.retryUntilDeployedMs ?? 0;
    this.#patience = new Patience({
      deployedBy: wait === 0 ? null : performance.now() + wait,
      isOld: options.isOld ?? (() => false),
      say: options.say ?? (() => undefined),
    });
    const lastBreath = () => setTimeout(() => this.#grace.abort(new Error('interrupted')), graceMs).unref();
    if (this.#stop.aborted) lastBreath();
    else this.#stop.addEventListener('abort', lastBreath, { once: true });
  }

  /** Those of these that could be made, in their order. */
  async make(planned: readonly PlannedExchange[]): Promise<readonly Exchange[]> {
    const { concurrency = 32, first = new Set(), retryUntilDeployedMs = 0 } = this.#options;
    this.#planned.push(...planned);
    this.#captures.expect(planned);
    const queued = inTurn(planned, { first, harmlessFirst: retryUntilDeployedMs > 0 });
    await inOrder(queued, concurrency, async (exchange, lane) => {
      const obstacle = this.#obstacle(exchange);
      if (obstacle === null) await this.#makeOne(exchange, lane);
      else this.#notMade.push({ ...nameOf(exchange), because: obstacle });
    });
    return planned.flatMap(({ id }) => this.#made.get(id) ?? []);
  }

  /** Undoes what was created, also by what failed its checks, and after Ctrl-C. */
  async finish(): Promise<void> {
    this.#leftBehind = await cleanUp([...this.#made.values()], {
      captures: this.#captures,
      vault: this.#options.vault,
      say: this.#options.say ?? (() => undefined),
    });
    await this.#end();
  }

  async #end(): Promise<void> {
    await Promise.all([...this.#jars.values()].map((jar) => jar.renew()));
  }

  result(): Performed {
    return {
      exchanges: this.#planned.flatMap(({ id }) => this.#made.get(id) ?? []),
      notMade: this.#notMade,
      leftBehind: this.#leftBehind,
    };
  }

  /** Why an exchange is not made, or `null`. */
  #obstacle({ target, uses = [] }: PlannedExchange): string | null {
    if (this.#stop.aborted) return 'the run was interrupted';
    const values = this.#captures.of(target, uses);
    if ('missing' in values) return values.missing;
    return this.#lost.why(target);
  }

  async #makeOne(planned: PlannedExchange, lane: number): Promise<void> {
    const values = this.#captures.of(planned.target, planned.uses ?? []);
    const captured = 'captured' in values ? values.captured : {};
    const exchange = { ...planned, request: fillRequest(planned.request, captured) };
    const made = await this.#untilItCounts(exchange, lane);
    if (made === null) {
      this.#notMade.push({ ...nameOf(planned), because: 'the run was interrupted' });
      return;
    }
    const shown = this.#captures.shown(captured);
    const kept = Object.keys(shown).length === 0 ? made : { ...made, captured: shown };
    this.#made.set(planned.id, kept);
    this.#lost.heard(kept);
    this.#options.onExchange?.(kept);
  }

  /** `null` where it was interrupted before an answer came. */
  async #untilItCounts(planned: PlannedExchange, lane: number): Promise<Exchange | null> {
    const pace = this.#paceOf(planned.target);
    let exchange = planned as Exchange;
    for (;;) {
      await pace.enter(this.#stop);
      const { made, stale } = await this.#sendOnce(exchange, lane).finally(() => pace.leave());
      const dropped = this.#stop.aborted && made.answer.kind === 'no-response' && isHarmless(made);
      if (dropped) return null;
      const again = this.#stop.aborted ? null : this.#patience.again(observe(made), stale, pace);
      if (again === null) return made;
      exchange = {
        ...made,
        request: planned.request,
        earlier: [...(made.earlier ?? []), earlierOf(made, again.because)],
      };
      await pausing(again.waitMs, this.#stop);
      if (this.#stop.aborted) return made;
    }
  }

  async #sendOnce(exchange: PlannedExchange, lane: number): Promise<{ made: Exchange; stale: boolean }> {
    const { vault, limitMs = ({ apiType }) => defaultLimitMs[apiType] } = this.#options;
    const { outgoing, hidden } = await dressed(exchange.request, vault);
    const jar = this.#jars.get(lane) ?? freshContexts();
    this.#jars.set(lane, jar);
    const startedAt = new Date().toISOString();
    const outer = isHarmless(exchange) ? this.#stop : this.#grace.signal;
    const { signal, release } = this.#deadlines.start(() => limitMs(exchange), outer);
    const { answer, staleConnection }: Sent = await send(outgoing, jar.context, signal).finally(release);
    const tokens = vault.tokensOf(exchange.request);
    const recorded = { startedAt, answer, hidden, tokens };
    // Read before secrets are hidden: what is captured may be one.
    this.#captures.read({ ...exchange, ...recorded });
    const made = record(exchange, {
      ...recorded,
      hidden: [...hidden, ...this.#captures.secretsIn({ ...exchange, ...recorded })],
    });
    const cookie =
      answer.kind === 'response' && answer.headers.some(([name]) => name.toLowerCase() === 'set-cookie');
    if (cookie) await jar.renew();
    return { made, stale: staleConnection };
  }

  #paceOf(target: string): Pace {
    const pace = this.#paces.get(target) ?? new Pace(this.#options.concurrency ?? 32);
    this.#paces.set(target, pace);
    return pace;
  }
}

interface Turns {
  readonly first: ReadonlySet<string>;
  /** Nothing else goes out before what changes nothing has been answered as it should be. */
  readonly harmlessFirst: boolean;
}

/** What else an exchange waits for in this run. */
function inTurn(planned: readonly PlannedExchange[], { first, harmlessFirst }: Turns): PlannedExchange[] {
  const leads = (exchange: PlannedExchange) =>
    first.has(exchange.id) ||
    (harmlessFirst &&
      exchange.purpose === 'example' &&
      isHarmless(exchange) &&
      (exchange.after ?? []).length === 0 &&
      (exchange.provokes ?? 'nothing') === 'nothing');
  const leading = planned.filter(leads);
  return planned.map((exchange) => {
    const before = leading.filter(
      (one) =>
        one.target === exchange.target && (first.has(one.id) ? !first.has(exchange.id) : !leads(exchange)),
    );
    if (before.length === 0) return exchange;
    return { ...exchange, after: [...(exchange.after ?? []), ...before.map(({ id }) => id)] };
  });
}

function nameOf({ id, target, route, example }: PlannedExchange): Omit<NotMade, 'because'> {
  return { exchange: id, target, route, example };
}
