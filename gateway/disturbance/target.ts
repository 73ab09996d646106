/** Which requests a rule is for; what is `null` may be anything. */
export interface Target {
  readonly stack: string | null;
  readonly apiType: 'rest' | 'http' | null;
  /** `GET /users/{id}`, as its API writes it; `$default`. */
  readonly route: string | null;
}

/** A request, as rules tell requests apart. */
export interface Place {
  readonly stack: string;
  readonly apiType: 'rest' | 'http';
  readonly route: string | null;
}

/** A rule as it was written: `[TARGET=]SPEC`, with the target read. */
export interface Targeted {
  readonly target: Target;
  readonly spec: string;
}

/** The form of a target, for messages. */
export const targetForm =
  'rest, http, STACK, STACK:rest or STACK:http, then maybe a route: "rest GET /users/{id}"';

/** Splits `[TARGET=]SPEC`; a target is `rest`, `http`, `STACK[:rest|:http]`, each maybe with a space and a route after it. */
export function readTargeted(text: string): Targeted {
  const at = text.lastIndexOf('=');
  const spec = text.slice(at + 1);
  if (at < 0) return { target: { stack: null, apiType: null, route: null }, spec };
  const [, api = '', route] = /^(\S*)(?: (.+))?$/.exec(text.slice(0, at).trim()) ?? [];
  return { target: { ...readApi(api), route: route ?? null }, spec };
}

function readApi(text: string): Pick<Target, 'stack' | 'apiType'> {
  if (text === 'rest' || text === 'http') return { stack: null, apiType: text };
  const [, stack = text, type] = /^(.*):(rest|http)$/.exec(text) ?? [];
  return { stack, apiType: type === 'rest' || type === 'http' ? type : null };
}

/** Whether a rule for the target is for requests at the place. */
export function covers({ stack, apiType, route }: Target, place: Place): boolean {
  return (
    (stack === null || stack === place.stack) &&
    (apiType === null || apiType === place.apiType) &&
    (route === null || route === place.route)
  );
}

/** The more of a request a target names, the more it counts: route before stack before type. */
export function weight({ stack, apiType, route }: Target): number {
  return (route === null ? 0 : 4) + (stack === null ? 0 : 2) + (apiType === null ? 0 : 1);
}
