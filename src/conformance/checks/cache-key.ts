import { expectationFor } from '../../contract/example.ts';
import type { ContractRoute } from '../../contract/route.ts';
import type { DeployedCache } from '../../deployment/deployment.ts';
import type { Observed } from '../answer.ts';
import { fail, pass } from '../check.ts';
import { firstDifference } from '../difference.ts';
import type { TargetCheck, TargetOutcome } from '../target-check.ts';
import { type Cached, cachedRoutes, cacheSource, doing, keyHolds, sameAnswer } from './cached-route.ts';

export const cacheKey: TargetCheck = {
  id: 'cache-key',
  title: 'Requests that differ in what matters never share a cached answer',
  family: 'caching',
  apiTypes: ['rest'],
  severity: 'error',
  why: 'The cache gives one request the answer to another: its key lacks a parameter that the answer depends on.',
  fix: "Add the parameter to the method's request parameters and to CacheKeyParameters of its integration, and deploy.",
  source: cacheSource,
  judge: (facts) => cachedRoutes(facts).flatMap(judgeKey),
};

function judgeKey(cached: Cached): TargetOutcome[] {
  const { route, deployed } = cached;
  const promised = route.route.cache;
  if (promised === undefined && !deployed) return [];
  const mixed = mixedUp(cached);
  if (mixed !== null) return [mixed];
  if (promised === undefined) return deployed ? unpromised(cached, deployed) : [];
  const about = { route: route.key, example: 'the key of its cache' };
  const lost = (promised.keyedBy ?? []).filter((name) => deployed && !keyHolds(deployed, name));
  if (deployed && lost.length > 0) {
    const holds = deployed.keyedBy.join(', ') || 'no parameter';
    return [
      {
        ...about,
        outcome: fail(
          `the cache key lacks ${lost.join(', ')}: requests that differ only there share an answer`,
          {
            expected: promised.keyedBy?.join(', ') ?? '',
            received: holds,
          },
        ),
      },
    ];
  }
  const doubtful = (promised.keyedBy ?? []).flatMap((name) => sameAsBase(cached, name));
  if (doubtful.length > 0) return doubtful;
  const judged = deployed || cached.probes.some(({ status }) => status > 0);
  return judged ? [{ ...about, outcome: pass }] : [];
}

/** An answer that can only belong to another request. */
function mixedUp(cached: Cached): TargetOutcome | null {
  const { route, examples, probes } = cached;
  for (const observed of [...examples, ...probes.filter(doing('again'))]) {
    const owner = ownerOf(observed, cached);
    if (owner === null) continue;
    return {
      route: route.key,
      example: observed.exchange.example,
      outcome: fail(`the answer is the one to "${owner.exchange.example}", byte for byte`, {
        expected: 'an answer of its own',
        received: `the answer to ${whatDiffers(observed, owner)}`,
      }),
      observed,
    };
  }
  for (const later of probes.filter(doing('other-value'))) {
    const earlier = probes.find(
      (each) => doing('other-value')(each) && each !== later && sameParameter(each, later),
    );
    const value = earlier?.exchange.probe?.value ?? '';
    if (earlier === undefined || value === '' || !later.text.includes(value) || !sameAnswer(earlier, later)) {
      continue;
    }
    const name = later.exchange.probe?.subject;
    return {
      route: route.key,
      example: later.exchange.example,
      outcome: fail(
        `the answer is the one to ${name} = ${value}, byte for byte: the cache key lacks ${name}`,
        {
          expected: `an answer to ${later.exchange.probe?.value}`,
          received: `the answer to ${value}`,
        },
      ),
      observed: later,
    };
  }
  return null;
}

/** The other example whose promised body this answer has, and not its own. */
function ownerOf(observed: Observed, { route, examples, probes }: Cached): Observed | null {
  const title = observed.exchange.probe?.of ?? observed.exchange.example;
  if (keeps(observed, route, title) !== false) return null;
  return (
    examples.find(
      (other) =>
        other.exchange.example !== title &&
        other.exchange.request.url !== observed.exchange.request.url &&
        keeps(observed, route, other.exchange.example) === true &&
        [
          other,
          ...probes.filter(
            (each) => doing('again')(each) && each.exchange.probe?.of === other.exchange.example,
          ),
        ].some((answer) => sameAnswer(answer, observed)),
    ) ?? null
  );
}

/** Whether the answer has the body that the example promises; `null` where it promises none. */
function keeps({ json, status }: Observed, { route }: ContractRoute, title: string): boolean | null {
  const example = route.examples[title];
  if (example === undefined) return null;
  const { body, status: expected } = expectationFor(example, 'rest');
  if (body === undefined) return null;
  return status === expected && json.ok && firstDifference(body, json.value) === null;
}

/**
 * Another value got the very answer of the example, although the example's body says that the answer tells the value.
 * A path has no default; a query may fall back to the example's value, so that it is only a warning there.
 */
function sameAsBase({ route, examples, probes }: Cached, name: string): TargetOutcome[] {
  const probe = probes.find((each) => doing('other-value')(each) && each.exchange.probe?.subject === name);
  const title = probe?.exchange.probe?.of ?? '';
  const base = examples.find(({ exchange }) => exchange.example === title);
  const example = route.route.examples[title];
  if (probe === undefined || base === undefined || example === undefined) return [];
  const [place = '', key = ''] = name.split(/\.(.*)/s);
  const own = { path: example.path, query: example.query }[place]?.[key];
  const { body } = expectationFor(example, 'rest');
  if (own === undefined || body === undefined || !tells(body, String(own)) || !sameAnswer(base, probe))
    return [];
  return [
    {
      route: route.key,
      example: probe.exchange.example,
      outcome: fail(`the answer is the one to ${name} = ${String(own)}, byte for byte`, {
        severity: place === 'path' ? 'error' : 'warning',
        expected: 'an answer of its own',
        received: `the answer to "${title}"`,
      }),
      observed: probe,
    },
  ];
}

/** Whether that value stands somewhere in the body as a value of its own. */
function tells(body: unknown, value: string): boolean {
  if (typeof body === 'object' && body !== null)
    return Object.values(body).some((each) => tells(each, value));
  return value !== '' && String(body) === value;
}

/** A route that the contract doesn't call cached, and the stage caches: what its examples vary belongs into the key. */
function unpromised({ route }: Cached, deployed: DeployedCache): TargetOutcome[] {
  const examples = Object.values(route.route.examples).filter(
    (example) => expectationFor(example, 'rest').status < 300,
  );
  const names = new Set(
    examples.flatMap(({ path = {}, query = {} }) => [
      ...Object.keys(path).map((name) => `path.${name}`),
      ...Object.keys(query).map((name) => `query.${name}`),
    ]),
  );
  return [...names]
    .filter((name) => !keyHolds(deployed, name))
    .map((name) => ({
      route: route.key,
      example: 'the key of its cache',
      outcome: fail(`the stage caches this route, and the cache key lacks ${name}`, {
        severity: name.startsWith('path.') ? 'error' : 'warning',
        expected: name,
        received: deployed.keyedBy.join(', ') || 'no parameter',
      }),
    }));
}

function sameParameter(one: Observed, other: Observed): boolean {
  return one.exchange.probe?.subject === other.exchange.probe?.subject;
}

/** What of the other request is another: `?currency=EUR`. */
function whatDiffers(observed: Observed, owner: Observed): string {
  const [path = '', query = ''] = owner.exchange.request.url.split('?');
  return path === observed.exchange.request.url.split('?')[0] ? `?${query}` : new URL(path).pathname;
}
