import { createHash } from 'node:crypto';
import type { Subject } from '../../config/subjects.ts';
import { authsOf } from '../../contract/auth.ts';
import type { Example } from '../../contract/contract.ts';
import { examplesOf, expectationFor, type TitledExample } from '../../contract/example.ts';
import { type ContractRoute, effectOf } from '../../contract/route.ts';
import { type BuiltRequest, buildRequest } from '../../request/build-request.ts';
import type { PlannedExchange, Probe } from '../exchange.ts';
import { idOf, plan } from '../planned-exchange.ts';

export interface CacheProbing {
  /** Made-up values are the same within a run, and others in every run. */
  readonly seed: string;
}

/** How many examples of a cached route are sent a second time. */
const repeated = 3;

/**
 * What shows whose answers a stage's cache gives to whom. Only a REST API has one. Each probe waits for the route's
 * examples, so that what it changes is all that tells it from what may be cached by then.
 */
export function cacheProbes(
  subject: Subject,
  routes: readonly ContractRoute[],
  { seed }: CacheProbing,
): PlannedExchange[] {
  if (subject.target.apiType !== 'rest') return [];
  return routes.flatMap((route) => {
    const examples = examplesOf(route.route, 'rest').filter(
      ({ example }) => expectationFor(example, 'rest').status < 300,
    );
    const [base] = examples;
    if (base === undefined || effectOf(route.route, route.method) !== 'none' || route.method !== 'GET')
      return [];
    const series = new Series(subject, route, base);
    const others = ofOtherCallers(series);
    if (route.route.cache === undefined) {
      return authsOf(route.route).length === 0 ? [] : [...others, ...askedAfresh(series)];
    }
    return [
      ...again(series, examples),
      ...keyParameters(route).flatMap((name) => otherValues(series, name, seed)),
      ...others,
      ...invalidations(series),
    ];
  });
}

/** Requests to one route, made from one example. */
class Series {
  readonly subject: Subject;
  readonly route: ContractRoute;
  readonly base: TitledExample;

  constructor(subject: Subject, route: ContractRoute, base: TitledExample) {
    this.subject = subject;
    this.route = route;
    this.base = base;
  }

  request(example: Example = this.base.example): BuiltRequest {
    return buildRequest(this.subject.target, this.route, example);
  }

  /** Ids of all examples of the route. */
  get examples(): string[] {
    return examplesOf(this.route.route, 'rest').map(({ title }) =>
      idOf(this.subject.target.target, 'example', { route: this.route.key, example: title }),
    );
  }

  ask(words: string, probe: Omit<Probe, 'of'> & { of?: string }, sent: Sent = {}): PlannedExchange {
    const { request = this.request(), after = this.examples, provokes = 'nothing' } = sent;
    const told = { route: this.route.key, example: words, purpose: 'cache', provokes } as const;
    return plan(this.subject, { ...told, probe: { of: this.base.title, ...probe }, after }, request);
  }
}

interface Sent {
  readonly request?: BuiltRequest;
  readonly after?: readonly string[];
  readonly provokes?: '4xx';
}

function again(series: Series, examples: readonly TitledExample[]): PlannedExchange[] {
  return examples
    .slice(0, repeated)
    .map(({ title, example }) =>
      series.ask(`${title}, again`, { does: 'again', of: title }, { request: series.request(example) }),
    );
}

/** Without those that hold credentials: another value of one of them is another caller. */
function keyParameters({ route }: ContractRoute): string[] {
  const secret = authsOf(route).map(({ header }) => `header.${header ?? ''}`.toLowerCase());
  return (route.cache?.keyedBy ?? []).filter((name) => !secret.includes(name.toLowerCase()));
}

/** Two values of a parameter that nobody has asked for yet, one after the other. */
function otherValues(series: Series, name: string, seed: string): PlannedExchange[] {
  const [place = '', key = ''] = name.split(/\.(.*)/s);
  const values = [0, 1].map((number) =>
    madeUpValue(series.base.example, { place, key, seed: `${seed} ${number}` }),
  );
  const asked: PlannedExchange[] = [];
  for (const value of values) {
    const before = asked.map(({ id }) => id);
    asked.push(
      series.ask(
        `with ${before.length === 0 ? 'another' : 'yet another'} ${name}`,
        { does: 'other-value', subject: name, value: String(value) },
        {
          request: series.request(withValue(series.base.example, { place, key, value })),
          after: before.length > 0 ? before : series.examples,
        },
      ),
    );
  }
  return asked;
}

/** The example with another value of one of its cache's parameters, which nobody has asked for yet. */
export function uncached(example: Example, name: string, seed: string): Example {
  const [place = '', key = ''] = name.split(/\.(.*)/s);
  const value = madeUpValue(example, { place, key, seed: `${seed} uncached` });
  return withValue(example, { place, key, value });
}

/** Of the kind of the example's own value, so that it isn't refused for its looks. */
function madeUpValue(
  { path = {}, query = {}, headers = {} }: Example,
  { place, key, seed }: { place: string; key: string; seed: string },
): string | number {
  const own = { path, query, header: headers }[place]?.[key];
  const hash = createHash('sha256').update(`${seed} ${place}.${key}`).digest();
  const isNumber = typeof own === 'number' || (typeof own === 'string' && /^\d+$/.test(own));
  return isNumber
    ? 100_000 + (hash.readUInt32BE(0) % 900_000)
    : `gatewright-${hash.toString('hex').slice(0, 8)}`;
}

function withValue(
  example: Example,
  { place, key, value }: { place: string; key: string; value: string | number },
): Example {
  if (place === 'path') return { ...example, path: { ...example.path, [key]: value } };
  if (place === 'query') return { ...example, query: { ...example.query, [key]: value } };
  return { ...example, headers: { ...example.headers, [key.toLowerCase()]: String(value) } };
}

/** The example as a second caller sends it. */
function ofOtherCallers(series: Series): PlannedExchange[] {
  return authsOf(series.route.route).flatMap((auth) => {
    if (auth.header === undefined || auth.another === undefined) return [];
    const header = auth.header.toLowerCase();
    const request = series.request();
    const { scheme } = auth;
    const secret = { from: auth.another, ...(scheme === undefined ? {} : { scheme }) };
    return series.ask(
      `with another caller's ${header}`,
      { does: 'another-caller', subject: header },
      { request: { ...request, secretHeaders: { ...request.secretHeaders, [header]: secret } } },
    );
  });
}

const afresh = { 'cache-control': 'max-age=0' } as const;

/** A stage that caches the route says so when it is asked not to: it refuses, or warns. */
function askedAfresh(series: Series): PlannedExchange[] {
  const request = series.request();
  return [
    series.ask(
      'with Cache-Control: max-age=0',
      { does: 'afresh' },
      { request: { ...request, headers: { ...request.headers, ...afresh } }, provokes: '4xx' },
    ),
  ];
}

/** Asked for a new answer and for the kept one, in turns: an entry that is new each time was replaced each time. */
function invalidations(series: Series): PlannedExchange[] {
  // Whoever signs may have the permission.
  if (authsOf(series.route.route).some(({ iam }) => iam)) return [];
  const request = series.request();
  const asked: PlannedExchange[] = [];
  for (const number of [1, 2]) {
    for (const does of ['invalidate', 'kept'] as const) {
      const before = asked.at(-1)?.id;
      const sent = does === 'kept' ? request : { ...request, headers: { ...request.headers, ...afresh } };
      asked.push(
        series.ask(
          does === 'kept'
            ? `after max-age=0, for the ${ordinals[number]} time`
            : `with Cache-Control: max-age=0, for the ${ordinals[number]} time`,
          { does, value: String(number) },
          {
            request: sent,
            ...(before === undefined ? {} : { after: [before] }),
            ...(does === 'kept' ? {} : { provokes: '4xx' }),
          },
        ),
      );
    }
  }
  return asked;
}

const ordinals: Readonly<Record<number, string>> = { 1: 'first', 2: 'second' };
