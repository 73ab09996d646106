import { observe } from '../conformance/answer.ts';
import type { Exchange } from '../conformance/exchange.ts';
import type { Json } from '../contract/json.ts';

/** Whether two targets answer the same examples alike: a comparison of unlike answers compares nothing. */
export interface Equivalence {
  /** Examples that both were asked for. */
  readonly compared: number;
  readonly differences: readonly AnswerDifference[];
  /** In order of their names. */
  readonly headers: readonly HeaderDifference[];
}

export interface AnswerDifference {
  readonly route: string;
  readonly example: string;
  readonly of: 'answer' | 'status' | 'body';
  /** What each side gave: a status, or what of the body only it has. */
  readonly baseline: string;
  readonly candidate: string;
}

export interface HeaderDifference {
  /** In lower case. */
  readonly name: string;
  readonly kind: 'only-baseline' | 'only-candidate' | 'other-value';
  /** In how many examples. */
  readonly examples: number;
}

/**
 * Compares the answers to the contract's examples. Bodies are compared by shape, fields and their types, since values may
 * change from call to call; whether they keep the contract is the gate's business.
 */
export function equivalenceOf(baseline: readonly Exchange[], candidate: readonly Exchange[]): Equivalence {
  const others = new Map(examplesOf(candidate).map((exchange) => [keyOf(exchange), exchange]));
  const pairs = examplesOf(baseline).flatMap((exchange) => {
    const other = others.get(keyOf(exchange));
    return other === undefined ? [] : [[exchange, other] as const];
  });
  return {
    compared: pairs.length,
    differences: pairs.flatMap(([one, other]) => answerDifference(one, other)),
    headers: headerDifferences(pairs),
  };
}

function examplesOf(exchanges: readonly Exchange[]): Exchange[] {
  return exchanges.filter(({ purpose }) => purpose === 'example');
}

function keyOf({ route, example }: Exchange): string {
  return JSON.stringify([route, example]);
}

function answerDifference(one: Exchange, other: Exchange): AnswerDifference[] {
  const { route, example } = one;
  const [baseline, candidate] = [observe(one), observe(other)];
  const place = { route, example };
  if (baseline.status === 0 && candidate.status === 0) return [];
  if (baseline.status === 0 || candidate.status === 0) {
    const word = (status: number) => (status === 0 ? 'none' : String(status));
    return [{ ...place, of: 'answer', baseline: word(baseline.status), candidate: word(candidate.status) }];
  }
  if (baseline.status !== candidate.status) {
    return [
      {
        ...place,
        of: 'status',
        baseline: String(baseline.status),
        candidate: String(candidate.status),
      },
    ];
  }
  const [here, there] = [shapeOf(baseline), shapeOf(candidate)];
  const only = (those: ReadonlySet<string>, these: ReadonlySet<string>) =>
    [...those].filter((part) => !these.has(part)).slice(0, mostNamed);
  const [onlyHere, onlyThere] = [only(here, there), only(there, here)];
  if (onlyHere.length === 0 && onlyThere.length === 0) return [];
  return [{ ...place, of: 'body', baseline: onlyHere.join(', '), candidate: onlyThere.join(', ') }];
}

/** Parts of a body that are named in a difference. */
const mostNamed = 5;
/** Parts of a body that are looked at. */
const mostParts = 2000;

/** `/users/0/id: number` for each part of a JSON body, list items alike as `*`; else whether there is a body. */
function shapeOf({ json, body }: ReturnType<typeof observe>): ReadonlySet<string> {
  if (!json.ok) return new Set([body.length === 0 ? 'no body' : 'no JSON']);
  const parts = new Set<string>();
  const walk = (value: Json, at: string): void => {
    if (parts.size >= mostParts) return;
    if (Array.isArray(value)) {
      parts.add(`${at || '/'}: list`);
      for (const item of value) walk(item, `${at}/*`);
    } else if (typeof value === 'object' && value !== null) {
      parts.add(`${at || '/'}: object`);
      for (const [name, item] of Object.entries(value)) walk(item, `${at}/${name}`);
    } else {
      parts.add(`${at || '/'}: ${value === null ? 'null' : typeof value}`);
    }
  };
  walk(json.value, '');
  return parts;
}

/** Differ from call to call: their presence counts, their value doesn't. */
const volatile =
  /^(date|age|etag|expires|last-modified|content-length|set-cookie|server-timing|via|connection|keep-alive|x-amz.*|x-amzn.*|apigw-requestid|x-cache|x-request-id)$/;

function headerDifferences(pairs: readonly (readonly [Exchange, Exchange])[]): HeaderDifference[] {
  const counts = new Map<string, HeaderDifference>();
  const add = (name: string, kind: HeaderDifference['kind']) => {
    const key = `${name} ${kind}`;
    counts.set(key, { name, kind, examples: (counts.get(key)?.examples ?? 0) + 1 });
  };
  for (const [one, other] of pairs) {
    const [baseline, candidate] = [observe(one), observe(other)];
    if (baseline.status === 0 || candidate.status === 0) continue;
    const names = ({ headers }: typeof baseline) => new Set(headers.map(([name]) => name.toLowerCase()));
    const [here, there] = [names(baseline), names(candidate)];
    for (const name of new Set([...here, ...there])) {
      if (!there.has(name)) add(name, 'only-baseline');
      else if (!here.has(name)) add(name, 'only-candidate');
      else if (!volatile.test(name) && baseline.header(name) !== candidate.header(name))
        add(name, 'other-value');
    }
  }
  return [...counts.values()].sort((a, b) => a.name.localeCompare(b.name));
}
