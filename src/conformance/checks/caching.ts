import { authsOf } from '../../contract/auth.ts';
import { expectationFor } from '../../contract/example.ts';
import { type ContractRoute, routesOf } from '../../contract/route.ts';
import type { DeployedCache } from '../../deployment/deployment.ts';
import { deployedRoute } from '../../deployment/route-lookup.ts';
import type { Observed } from '../answer.ts';
import { fail, pass } from '../check.ts';
import { firstDifference } from '../difference.ts';
import type { TargetCheck, TargetFacts, TargetOutcome } from '../target-check.ts';

const source = 'https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-caching.html';

/** A route together with what was asked of it, and how the stage caches it. */
interface Cached {
  readonly route: ContractRoute;
  readonly examples: readonly Observed[];
  readonly probes: readonly Observed[];
  /** As deployed; `null` where it isn't cached, `undefined` where nobody could tell. */
  readonly deployed: DeployedCache | null | undefined;
}

export const cacheKey: TargetCheck = {
  id: 'cache-key',
  title: 'Requests that differ in what matters never share a cached answer',
  family: 'caching',
  apiTypes: ['rest'],
  severity: 'error',
  why: 'The cache gives one request the answer to another: its key lacks a parameter that the answer depends on.',
  fix: "Add the parameter to the method's request parameters and to CacheKeyParameters of its integration, and deploy.",
  source,
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

export const authorizedCached: TargetCheck = {
  id: 'authorized-cached',
  title: 'What needs credentials is not cached across callers',
  family: 'caching',
  apiTypes: ['rest'],
  severity: 'error',
  why: 'Whoever is let in gets the answer that the cache kept for whoever came before.',
  fix: 'Switch caching off for the method (MethodSettings), or add the header with the credentials to the cache key.',
  source,
  judge: (facts) =>
    cachedRoutes(facts)
      .filter(({ route }) => authsOf(route.route).length > 0)
      .flatMap(judgeCallers),
};

function judgeCallers(cached: Cached): TargetOutcome[] {
  const { route, examples, probes, deployed } = cached;
  const headers = authsOf(route.route).map(({ header }) => (header ?? 'authorization').toLowerCase());
  const promised = route.route.cache;
  const told = headers.some((header) =>
    (deployed?.keyedBy ?? promised?.keyedBy ?? []).some((name) => name.toLowerCase() === `header.${header}`),
  );
  const about = { route: route.key, example: "answers to one caller's request" };
  if (deployed === null || (deployed && told)) return [{ ...about, outcome: pass }];
  const another = probes.find(doing('another-caller'));
  const base = examples.find(({ exchange }) => exchange.example === another?.exchange.probe?.of);
  const shared = another !== undefined && base !== undefined && sameAnswer(base, another);
  const shown = probes.find(showsCache);
  if (deployed === undefined && shown === undefined && promised === undefined) return [];
  if (deployed === undefined && told) return [];
  const header = headers[0] ?? 'authorization';
  const why = shared
    ? "another caller got the first caller's answer, byte for byte, and the stage caches this route"
    : `the stage caches answers of a route that needs credentials${deployed ? `, and the cache key lacks header.${header}` : ''}`;
  // A promised cache is meant; whether answers differ between callers only two of them can show.
  const severity = shared || (promised === undefined && deployed) ? 'error' : 'warning';
  return [
    {
      ...about,
      outcome: fail(why, {
        severity,
        expected: `no cache, or header.${header} in its key`,
        received: deployed ? deployed.keyedBy.join(', ') || 'a key without parameters' : 'cached',
      }),
      ...(shared ? { observed: another } : shown === undefined ? {} : { observed: shown }),
    },
  ];
}

/** A stage refuses to drop an entry that it keeps, or warns that it didn't. Without a cache nothing happens. */
function showsCache(observed: Observed): boolean {
  if (!doing('afresh')(observed)) return false;
  return observed.gatewayError?.kind === 'access-denied' || /^199\b/.test(observed.header('warning') ?? '');
}

export const cacheInvalidation: TargetCheck = {
  id: 'cache-invalidation',
  title: 'Nobody empties the cache without permission',
  family: 'caching',
  apiTypes: ['rest'],
  severity: 'warning',
  why: 'Whoever sends Cache-Control: max-age=0 makes every request reach the backend that the cache is to spare.',
  fix: 'Let the stage require authorization for cache control (requireAuthorizationForCacheControl), and grant execute-api:InvalidateCache to whom it is meant for.',
  source,
  judge: (facts) => cachedRoutes(facts).flatMap(judgeInvalidation),
};

function judgeInvalidation({ route, examples, probes, deployed }: Cached): TargetOutcome[] {
  const about = { route: route.key, example: 'Cache-Control: max-age=0 of anybody' };
  const [kept] = examples.filter(({ exchange }) =>
    probes.some((each) => each.exchange.probe?.of === exchange.example),
  );
  const inTurns = probes.filter(doing('invalidate', 'kept'));
  const [first, second, third, fourth] = inTurns.toSorted((a, b) =>
    a.exchange.startedAt < b.exchange.startedAt ? -1 : 1,
  );
  const obeyed =
    kept !== undefined &&
    first !== undefined &&
    second !== undefined &&
    third !== undefined &&
    fourth !== undefined &&
    // Kept until it was asked afresh, and replaced by each of the two requests that asked.
    sameAnswer(first, second) &&
    sameAnswer(third, fourth) &&
    !sameAnswer(kept, first) &&
    !sameAnswer(second, third);
  if (obeyed) {
    return [
      {
        ...about,
        outcome: fail('the entry was replaced each time that anybody asked for it', replaced),
        observed: third,
      },
    ];
  }
  if (deployed && !deployed.invalidationNeedsPermission) {
    return [{ ...about, outcome: fail('the stage lets anybody drop entries of the cache', replaced) }];
  }
  const [asked] = inTurns;
  if (asked === undefined) return [];
  const settled = deployed || asked.status === 403 || /^199\b/.test(asked.header('warning') ?? '');
  return settled ? [{ ...about, outcome: pass, observed: asked }] : [];
}

const replaced = { expected: '403, a warning, or the kept answer', received: 'a new answer' } as const;

function cachedRoutes({ target, contract, deployment, exchanges }: TargetFacts): Cached[] {
  return routesOf(contract, target.apiType)
    .filter(({ method }) => method === 'GET')
    .map((route) => {
      const own = exchanges.filter(({ exchange }) => exchange.route === route.key);
      const known = deployedRoute(deployment, route.key);
      const stage = deployment?.stage;
      const off = stage?.read === true && !stage.value.cacheEnabled;
      return {
        route,
        examples: own.filter(({ exchange }) => exchange.purpose === 'example'),
        probes: own.filter(({ exchange }) => exchange.purpose === 'cache'),
        deployed: off ? null : known === null || stage?.read !== true ? undefined : known.cache,
      };
    });
}

const doing =
  (...does: readonly string[]) =>
  ({ exchange: { probe } }: Observed): boolean =>
    probe !== undefined && does.includes(probe.does);

function keyHolds({ keyedBy }: DeployedCache, name: string): boolean {
  return keyedBy.some((each) => each.toLowerCase() === name.toLowerCase());
}

function sameParameter(one: Observed, other: Observed): boolean {
  return one.exchange.probe?.subject === other.exchange.probe?.subject;
}

/** Successes with the same bytes. */
function sameAnswer(one: Observed, other: Observed): boolean {
  const success = one.status >= 200 && one.status <= 299;
  return success && one.status === other.status && one.body.equals(other.body);
}

/** What of the other request is another: `?currency=EUR`. */
function whatDiffers(observed: Observed, owner: Observed): string {
  const [path = '', query = ''] = owner.exchange.request.url.split('?');
  return path === observed.exchange.request.url.split('?')[0] ? `?${query}` : new URL(path).pathname;
}
