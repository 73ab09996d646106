import type { Observed } from './answer.ts';
import { type Check, type Outcome, skip } from './check.ts';
import type { Exchange } from './exchange.ts';
import { isSmaller } from './generated/plan-generated.ts';
import type { Neighbourhood } from './neighbourhood.ts';

/** What a check said of an exchange, before it is known whether another one says the same. */
export interface Said {
  readonly check: Check;
  readonly outcome: Outcome;
  readonly observed: Observed;
}

/**
 * One cause, one finding: what another exchange of the run says already is skipped, with the reason. Told of
 * everything that was said first; the function returned is asked in the order of the results.
 */
export function repetitionsIn(
  all: readonly Said[],
): (said: Said, neighbourhood: Neighbourhood) => Outcome | null {
  const withoutOrigin = new Set(all.filter(failed).filter(isExample).map(callOf));
  const smallest = smallestReproducers(all);
  const told = new Set<string>();
  return (said, { catchAll }) => {
    const { check, outcome, observed } = said;
    if (outcome.outcome !== 'fail') return null;
    if (observed.exchange.purpose === 'simple-cors' && withoutOrigin.has(callOf(said))) {
      return skip('the same call without an Origin says it already');
    }
    const smaller = smallest.get(reproducedBy(said));
    if (smaller !== undefined && smaller !== observed.exchange.id) {
      return skip('a smaller request shows the same');
    }
    if (check.id === 'wrong-method' && catchAll) {
      return skip('a catch-all route takes every method that no other route has');
    }
    if (check.warnsOnce !== true || (outcome.severity ?? check.severity) === 'error') return null;
    const place = JSON.stringify([check.id, observed.exchange.target]);
    if (told.has(place)) return skip('another exchange of this target says it already');
    told.add(place);
    return null;
  };
}

/** Of the broken requests of one route that fail in the same way, the id of the one that says it shortest. */
function smallestReproducers(all: readonly Said[]): ReadonlyMap<string, string> {
  const smallest = new Map<string, Exchange>();
  for (const said of all.filter(failed)) {
    const { exchange } = said.observed;
    if (exchange.broken === undefined) continue;
    const known = smallest.get(reproducedBy(said));
    if (known === undefined || isSmaller(exchange, known)) smallest.set(reproducedBy(said), exchange);
  }
  return new Map([...smallest].map(([key, { id }]) => [key, id]));
}

function reproducedBy({ check, outcome, observed: { exchange } }: Said): string {
  const severity = outcome.outcome === 'fail' ? (outcome.severity ?? check.severity) : '';
  return JSON.stringify([check.id, exchange.target, exchange.route, exchange.broken?.part, severity]);
}

const failed = ({ outcome }: Said) => outcome.outcome === 'fail';
const isExample = ({ observed }: Said) => observed.exchange.purpose === 'example';

function callOf({ check, outcome, observed: { exchange } }: Said): string {
  const { target, route, example }: Exchange = exchange;
  return JSON.stringify([target, route, example, check.id, outcome.outcome === 'fail' && outcome.message]);
}
