import type { Observed } from './answer.ts';
import type { OwnErrorKind } from './expectations.ts';

/** What the other exchanges of the same target tell about one of them. */
export interface Neighbourhood {
  /** The gateway's error that every example of the target met, or `null`. */
  readonly everywhere: OwnErrorKind | null;
  /** Whether a preflight of the same route came back with an allowed origin. */
  readonly preflightAllowed: boolean;
  /** Whether a path that no route of the contract has reached a function all the same. */
  readonly catchAll: boolean;
}

/** Reads all exchanges of a run once; the function returned looks one of them up. */
export function neighbourhoodsOf(all: readonly Observed[]): (observed: Observed) => Neighbourhood {
  const everywhere = new Map<string, OwnErrorKind | 'mixed'>();
  const allowed = new Set<string>();
  const caught = new Set<string>();
  for (const observed of all) {
    const { exchange, gatewayError, status } = observed;
    if (exchange.purpose === 'example') {
      const kind = gatewayError?.kind ?? 'mixed';
      const before = everywhere.get(exchange.target);
      everywhere.set(exchange.target, before === undefined || before === kind ? kind : 'mixed');
    }
    if (exchange.purpose === 'unknown-route' && status > 0 && gatewayError === null) {
      caught.add(exchange.target);
    }
    const origin = observed.header('access-control-allow-origin');
    if (exchange.purpose === 'preflight' && status >= 200 && status <= 299 && origin !== null) {
      allowed.add(placeOf(observed));
    }
  }
  return (observed) => {
    const kind = everywhere.get(observed.exchange.target) ?? 'mixed';
    return {
      everywhere: kind === 'mixed' ? null : kind,
      preflightAllowed: allowed.has(placeOf(observed)),
      catchAll: caught.has(observed.exchange.target),
    };
  };
}

function placeOf({ exchange: { target, route } }: Observed): string {
  return `${target} ${route}`;
}
