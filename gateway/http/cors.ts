import { type Call, type HeaderLine, headerOf } from '../call.ts';
import type { HttpCors } from '../model.ts';

/** What an HTTP API with a CORS configuration does by itself (AWS documentation, "Configure CORS for HTTP APIs"). */
export interface Cors {
  isPreflight(call: Call): boolean;
  /** Headers of an answer: the gateway's CORS headers instead of the integration's. */
  replace(headers: readonly HeaderLine[], call: Call): readonly HeaderLine[];
}

/** Without a configuration: nothing is a preflight, and the integration's headers stay. */
const noCors: Cors = { isPreflight: () => false, replace: (headers) => headers };

export function createCors(configuration: HttpCors | null): Cors {
  if (configuration === null) return noCors;
  const allowed = readOrigins(configuration.allowOrigins);
  const credentials: HeaderLine[] = configuration.allowCredentials
    ? [['access-control-allow-credentials', 'true']]
    : [];
  const exposed = listed('access-control-expose-headers', configuration.exposeHeaders);
  const preflight: HeaderLine[] = [
    ...listed('access-control-allow-methods', configuration.allowMethods),
    ...listed('access-control-allow-headers', configuration.allowHeaders),
    ...(configuration.maxAge === null
      ? []
      : [['access-control-max-age', String(configuration.maxAge)] satisfies HeaderLine]),
    ...credentials,
  ];
  const headersFor = (call: Call, more: readonly HeaderLine[]): readonly HeaderLine[] => {
    const origin = headerOf(call.headers, 'origin');
    const told = origin === undefined ? null : allowed(origin);
    if (told === null) return [];
    const varies: HeaderLine[] = told === '*' ? [] : [['vary', 'origin']];
    return [['access-control-allow-origin', told], ...varies, ...more];
  };
  const ordinary = [...exposed, ...credentials];
  return {
    isPreflight,
    replace(headers, call) {
      const own = headers.filter(([name]) => !name.toLowerCase().startsWith('access-control-'));
      return [...own, ...headersFor(call, isPreflight(call) ? preflight : ordinary)];
    },
  };
}

function isPreflight({ method, headers }: Call): boolean {
  if (method !== 'OPTIONS' || headerOf(headers, 'origin') === undefined) return false;
  return headerOf(headers, 'access-control-request-method') !== undefined;
}

function listed(name: string, values: readonly string[]): HeaderLine[] {
  return values.length === 0 ? [] : [[name, values.join(',')]];
}

/** What a page from an origin is told: `*`, its own origin, or `null`. */
function readOrigins(origins: readonly string[]): (origin: string) => string | null {
  if (origins.includes('*')) return () => '*';
  const schemes = origins.filter((origin) => origin.endsWith('://*')).map((origin) => origin.slice(0, -1));
  const exact = new Set(origins.map((origin) => origin.toLowerCase()));
  return (origin) => {
    const lower = origin.toLowerCase();
    return exact.has(lower) || schemes.some((scheme) => lower.startsWith(scheme)) ? origin : null;
  };
}
