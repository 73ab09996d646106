import type { Plan } from '../plan/plan.ts';
import { type Observations, refusals } from '../run/observation.ts';
import { type AnswerNotes, noNotes } from './answer-notes.ts';
import type { Sample } from './sample.ts';

/** Keeps single answers, and joins what k6 says of each in two places: its request's rows and its iteration's. */
export interface Observing {
  take(sample: Sample): void;
  note(iteration: { readonly target: number; readonly iteration: number }, notes: AnswerNotes): void;
  finish(): Observations;
}

/** Of a run's memory some 100 MB at the most. */
const mostObservations = 500_000;

interface Observed extends AnswerNotes {
  readonly sample: Sample;
}

export function createObserving(plan: Plan, most = mostObservations): Observing {
  const observed: Observed[] = [];
  /** Where in `observed` an answer is that its iteration's end is still to come for. */
  const open = plan.targets.map(() => new Map<number, number>());
  let leftOut = 0;
  return {
    take(sample) {
      if (observed.length >= most) {
        leftOut++;
        return;
      }
      const { target, iteration } = sample.request;
      open[target]?.set(iteration, observed.push({ sample, ...noNotes }) - 1);
    },
    note({ target, iteration }, notes) {
      const place = open[target]?.get(iteration);
      if (place === undefined) return;
      open[target]?.delete(iteration);
      const { sample } = observed[place] as Observed;
      observed[place] = { sample, ...notes };
    },
    finish: () => columns(plan, observed, leftOut),
  };
}

function columns(plan: Plan, observed: readonly Observed[], leftOut: number): Observations {
  const inOrder = observed.toSorted((a, b) => a.sample.intendedStartUs - b.sample.intendedStartUs);
  const startUs = startOf(plan, inOrder);
  const of = (value: (one: Observed) => number) => inOrder.map(value);
  const marks = new Map<string, number>();
  return {
    leftOut,
    target: of(({ sample }) => sample.request.target),
    request: of(({ sample }) => requestOf(plan, sample)),
    arrival: of(({ sample }) => sample.arrival),
    intendedUs: of(({ sample }) => Math.round(sample.intendedStartUs - startUs)),
    sentUs: of(({ sample }) => sample.request.endUs - sample.request.serviceUs - startUs),
    serviceUs: of(({ sample }) => sample.request.serviceUs),
    status: of(({ sample }) => sample.request.status),
    refusal: of(({ refusal }) => refusals.indexOf(refusal)),
    mark: of(({ mark }) => (mark === null ? -1 : numberOf(marks, mark))),
    marks: [...marks.keys()],
    warned: of(({ warned }) => Number(warned)),
    fresh: of(({ sample: { request } }) => Number(request.connectingUs > 0 || request.tlsUs > 0)),
  };
}

/** The first target's first measured arrival, told from any answer of it, or else from the first one of all. */
function startOf(plan: Plan, inOrder: readonly Observed[]): number {
  const [first] = inOrder;
  const { sample } = inOrder.find((one) => one.sample.request.target === 0) ?? first ?? {};
  if (sample === undefined) return 0;
  const offset = (plan.targets[sample.request.target]?.offsetSeconds ?? 0) * 1e6;
  return Math.round(sample.intendedStartUs - sample.sinceStartUs - offset);
}

/** As load/schedule.ts chooses it: by the number of the iteration, which drops don't count in. */
function requestOf({ targets, warmUp }: Plan, { request }: Sample): number {
  const { order = [], warmUp: before = [] } = targets[request.target] ?? {};
  const measured = request.iteration - warmUp.arrivals;
  const place = measured >= 0 ? order[measured % order.length] : before[request.iteration % before.length];
  return place ?? -1;
}

function numberOf(known: Map<string, number>, text: string): number {
  const number = known.get(text) ?? known.size;
  known.set(text, number);
  return number;
}
