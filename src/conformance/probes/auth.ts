import { createHash } from 'node:crypto';
import type { Subject } from '../../config/subjects.ts';
import { type Auth, authsOf, type HeaderAuth } from '../../contract/auth.ts';
import { examplesOf, expectationFor, fillPath } from '../../contract/example.ts';
import { type ContractRoute, effectOf, pathParameters } from '../../contract/route.ts';
import type { Forgery, SecretHeader, Signing } from '../../credential/secret-header.ts';
import { type BuiltRequest, buildRequest } from '../../request/build-request.ts';
import type { PlannedExchange, Probe } from '../exchange.ts';
import { idOf, plan } from '../planned-exchange.ts';
import { uncached } from './cache.ts';

export interface AuthProbing {
  /** Made-up credentials are the same within a run, and others in every run. */
  readonly seed: string;
}

/** A request that shows too little, or something wrong. */
interface Tried {
  readonly example: string;
  readonly purpose: 'no-credentials' | 'wrong-credentials';
  readonly probe: Omit<Probe, 'of'>;
  readonly request: BuiltRequest;
}

/** How many routes try every forgery of one secret: they share the authorizer that sees through them. */
const routesForged = 3;

/** Sent to a route with an effect: nobody's JSON, so that where authorization is missing nothing is done either. */
const malformed = '{"gatewright":';

/**
 * Of every route with auth: without each part of it, and with parts that nobody gave out. A route without an effect
 * is asked as its first example that succeeds. One with an effect is asked with a body that is no JSON, at a path that
 * names nobody, and no more than twice: a sound API refuses before it looks at either.
 */
export function authProbes(
  subject: Subject,
  routes: readonly ContractRoute[],
  { seed }: AuthProbing,
): PlannedExchange[] {
  const forged = new Map<string, number>();
  return routes.flatMap((route) => {
    const auths = authsOf(route.route);
    const base = auths.length === 0 ? null : baseOf(subject, route, seed);
    if (base === null) return [];
    const tries = base.harmless
      ? [
          ...without(base.request, auths),
          ...pastTheCache(base),
          ...wrong(base.request, auths, { seed, forged }),
        ]
      : [...without(base.request, auths).slice(0, 1), ...madeUps(base.request, auths, seed).slice(0, 1)];
    return tries.map(({ request, probe, ...told }) =>
      plan(
        subject,
        {
          ...told,
          route: route.key,
          provokes: '4xx',
          probe: { ...probe, of: base.title },
          // A cache has its chance to give an answer to somebody else.
          after: base.harmless
            ? [idOf(subject.target.target, 'example', { route: route.key, example: base.title })]
            : [],
        },
        request,
      ),
    );
  });
}

interface Base {
  readonly title: string;
  readonly request: BuiltRequest;
  readonly harmless: boolean;
  /** To a cached route: asked as nobody has asked yet. */
  readonly uncached: BuiltRequest | null;
}

function baseOf(subject: Subject, route: ContractRoute, seed: string): Base | null {
  const { target } = subject;
  const examples = examplesOf(route.route, target.apiType);
  const success = examples.find(({ example }) => expectationFor(example, target.apiType).status < 400);
  const harmless = effectOf(route.route, route.method) === 'none';
  const titled = success ?? (harmless ? undefined : examples[0]);
  if (titled === undefined) return null;
  const request = buildRequest(target, route, titled.example);
  if (harmless) {
    const [name] = route.route.cache?.keyedBy ?? [];
    const other = name === undefined ? null : uncached(titled.example, name, seed);
    return {
      title: titled.title,
      request,
      harmless,
      uncached: other === null ? null : buildRequest(target, route, other),
    };
  }
  const { pathTemplate } = route;
  const nobody = pathParameters(pathTemplate).map(({ name }) => [name, 'gatewright-nobody']);
  return {
    title: titled.title,
    harmless,
    uncached: null,
    request: {
      ...request,
      url: `${target.invokeUrl}${fillPath(pathTemplate, Object.fromEntries(nobody))}`,
      headers: { ...request.headers, 'content-type': 'application/json' },
      body: Buffer.from(malformed),
    },
  };
}

/** Nothing at all; of several, each missing alone, too. */
function without(request: BuiltRequest, auths: readonly Auth[]): Tried[] {
  const purpose = 'no-credentials';
  const { signing: _, ...unsigned } = request;
  const none: Tried = {
    example: 'without credentials',
    purpose,
    probe: { does: 'none', ...(auths.length === 1 ? { subject: nameOf(auths[0]) } : {}) },
    request: { ...unsigned, secretHeaders: {} },
  };
  if (auths.length === 1) return [none];
  const each = auths.map((auth): Tried => {
    const subject = nameOf(auth);
    const { [subject]: __, ...others } = request.secretHeaders;
    return {
      example: auth.iam ? 'without a signature' : `without ${subject}`,
      purpose,
      probe: { does: 'without', subject },
      request: { ...(auth.iam ? unsigned : request), secretHeaders: others },
    };
  });
  return [none, ...each];
}

/** Tells a route that lets everybody in from one whose cache does. */
function pastTheCache({ uncached: request }: Base): Tried[] {
  if (request === null) return [];
  const { signing: _, ...unsigned } = request;
  return [
    {
      example: 'without credentials, past the cache',
      purpose: 'no-credentials',
      probe: { does: 'none-uncached' },
      request: { ...unsigned, secretHeaders: {} },
    },
  ];
}

interface Making {
  readonly seed: string;
  /** Routes that tried the forgeries of a secret so far. */
  readonly forged: Map<string, number>;
}

function wrong(request: BuiltRequest, auths: readonly Auth[], { seed, forged }: Making): Tried[] {
  const forgeries = auths.flatMap((auth) => {
    if (auth.header === undefined || isKey(auth)) return [];
    const times = forged.get(auth.from) ?? 0;
    forged.set(auth.from, times + 1);
    return times < routesForged ? forgeriesOf(request, auth) : [];
  });
  const refused = auths.flatMap((auth) => (auth.header === undefined ? [] : refusedOf(request, auth)));
  return [...madeUps(request, auths, seed), ...forgeries, ...refused];
}

function madeUps(request: BuiltRequest, auths: readonly Auth[], seed: string): Tried[] {
  return auths.map((auth): Tried => {
    if (auth.header === undefined) {
      const signing: Signing = { region: request.signing?.region ?? null, secret: 'made-up' };
      return {
        ...wrongly('made-up', 'iam', 'with a signature made with another secret'),
        request: { ...request, signing },
      };
    }
    const header = nameOf(auth);
    const random = createHash('sha256').update(`${seed} ${header}`).digest('hex').slice(0, 40);
    // A key looks like any other; a token like none.
    const value = isKey(auth) ? random : `gatewright-made-up-${random.slice(0, 16)}`;
    const madeUp = auth.scheme === undefined ? value : `${auth.scheme} ${value}`;
    return {
      ...wrongly('made-up', header, `with a made-up ${header}`),
      request: replaced(request, header, { madeUp }),
    };
  });
}

const forgeries: readonly (readonly [Forgery, string])[] = [
  ['signature-changed', 'whose signature was changed'],
  ['another-key', 'signed by another key'],
  ['unsigned', 'that says it is unsigned (alg none)'],
];

function forgeriesOf(request: BuiltRequest, auth: HeaderAuth): Tried[] {
  const header = nameOf(auth);
  const { from, scheme } = auth;
  return forgeries.map(([forgery, words]) => ({
    ...wrongly(forgery, header, `with its ${header} token ${words}`),
    request: replaced(request, header, {
      from,
      ...(scheme === undefined ? {} : { scheme }),
      forged: forgery,
    }),
  }));
}

function refusedOf(request: BuiltRequest, { header, scheme, refused = {} }: HeaderAuth): Tried[] {
  const name = header.toLowerCase();
  return Object.entries(refused).map(([why, from]) => ({
    example: `with the ${name} that must be refused: ${why}`,
    purpose: 'wrong-credentials',
    probe: { does: 'refused', subject: name, value: why },
    request: replaced(request, name, { from, ...(scheme === undefined ? {} : { scheme }) }),
  }));
}

function wrongly(does: string, subject: string, example: string): Omit<Tried, 'request'> {
  return { example, purpose: 'wrong-credentials', probe: { does, subject } };
}

function replaced(request: BuiltRequest, header: string, secret: SecretHeader): BuiltRequest {
  return { ...request, secretHeaders: { ...request.secretHeaders, [header]: secret } };
}

function nameOf(auth: Auth | undefined): string {
  return auth?.header?.toLowerCase() ?? 'iam';
}

/** The header of API keys; whatever reads another one is an authorizer. */
function isKey({ header }: HeaderAuth): boolean {
  return header.toLowerCase() === 'x-api-key';
}
