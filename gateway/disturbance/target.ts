/** Which requests a rule is for; what is `null` may be anything. */
export interface Target {
  readonly stack: string | null;
  readonly apiType: 'rest' | 'http' | null;
  /** Logical id or id of one API. */
  readonly api: string | null;
  /** `GET /users/{id}`, as its API writes it; `$default`. */
  readonly route: string | null;
}

/** A request, as rules tell requests apart. */
export interface Place {
  readonly stack: string;
  readonly apiType: 'rest' | 'http';
  readonly apiId: string;
  readonly logicalId: string;
  readonly route: string | null;
}

/** A rule as it was written: `[TARGET=]SPEC`, with the target read. */
export interface Targeted {
  readonly target: Target;
  readonly spec: string;
}

/** The form of a target, for messages. */
export const targetForm =
  'rest, http, STACK, STACK:rest, STACK:http or STACK:API (its logical id or id), then maybe a route: "rest GET /users/{id}"';

/** Splits `[TARGET=]SPEC`; a target is `rest`, `http`, `STACK[:rest|:http|:API]`, each maybe with a space and a route after it. */
export function readTargeted(text: string): Targeted {
  const at = text.lastIndexOf('=');
  const spec = text.slice(at + 1);
  if (at < 0) return { target: everywhere, spec };
  const [, api = '', route] = /^(\S*)(?: (.+))?$/.exec(text.slice(0, at).trim()) ?? [];
  return { target: { ...readApi(api), route: route ?? null }, spec };
}

const everywhere: Target = { stack: null, apiType: null, api: null, route: null };

function readApi(text: string): Target {
  if (text === 'rest' || text === 'http') return { ...everywhere, apiType: text };
  const [, stack = text, within] = /^(.*):(.*)$/.exec(text) ?? [];
  if (within === undefined) return { ...everywhere, stack };
  return within === 'rest' || within === 'http'
    ? { ...everywhere, stack, apiType: within }
    : { ...everywhere, stack, api: within };
}

/** Whether a rule for the target is for requests at the place. */
export function covers({ stack, apiType, api, route }: Target, place: Place): boolean {
  return (
    (stack === null || stack === place.stack) &&
    (apiType === null || apiType === place.apiType) &&
    (api === null || api === place.logicalId || api === place.apiId) &&
    (route === null || route === place.route)
  );
}

/** The more of a request a target names, the more it counts: route before API before stack before type. */
export function weight({ stack, apiType, api, route }: Target): number {
  return (
    (route === null ? 0 : 8) + (api === null ? 0 : 4) + (stack === null ? 0 : 2) + (apiType === null ? 0 : 1)
  );
}

/** The most special rule counts, of equal ones the last. */
export function mostSpecial<Rule extends { readonly target: Target }>(
  rules: readonly Rule[],
  place: Place,
): Rule | undefined {
  let chosen: Rule | undefined;
  for (const rule of rules) {
    if (!covers(rule.target, place)) continue;
    if (chosen === undefined || weight(rule.target) >= weight(chosen.target)) chosen = rule;
  }
  return chosen;
}
