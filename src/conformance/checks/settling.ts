import { apiTypes } from '../../contract/contract.ts';
import type { Check, Outcome } from '../check.ts';
import { fail, pass } from '../check.ts';
import type { EarlierAnswer, NotYet } from '../exchange.ts';
import { slowMs } from '../try-again.ts';

/** The first of a route was slow, and the next one wasn't. */
export const coldStart: Check = {
  id: 'cold-start',
  title: 'The first answer of a route comes as fast as the next',
  family: 'response',
  apiTypes,
  severity: 'note',
  after: ['answered'],
  why: 'A function that was not running has to start before it answers: its code is loaded and its clients are opened.',
  fix: 'Give the function more memory (its processor grows with it) or less to load; where it matters, provision concurrency or, for Java, Python and .NET, switch SnapStart on.',
  source: 'https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html',
  judge: ({ exchange: { earlier = [], answer } }): Outcome | null => {
    const cold = earlier.find(because('cold-start'));
    if (cold === undefined || answer.kind !== 'response') return null;
    if (answer.durationMs >= slowMs) return pass;
    const said = cold.status === null ? 'no answer came at first' : `the first answer (${cold.status})`;
    return fail(
      cold.status === null
        ? `A cold start: ${said}, for ${seconds(cold)}; the next try took ${Math.round(answer.durationMs)} ms`
        : `A cold start: ${said} took ${seconds(cold)}, the next one ${Math.round(answer.durationMs)} ms`,
    );
  },
};

/** It was there only after a while, and the run was told to wait. */
export const freshDeployment: Check = {
  id: 'fresh-deployment',
  title: 'What was deployed is there at once',
  family: 'response',
  apiTypes,
  severity: 'note',
  after: ['answered'],
  why: 'A new deployment reaches all of the gateway within seconds; callers in between meet what was there before.',
  fix: 'Nothing, if it settles: --retry-until-deployed waits for it. Let whoever calls right after a deployment try again.',
  source: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-deploy-api.html',
  judge: ({ exchange: { earlier = [], answer } }): Outcome | null => {
    const before = earlier.filter(because('not-deployed-yet'));
    const [first] = before;
    if (earlier.length === 0 || answer.kind !== 'response') return null;
    if (first === undefined) return pass;
    const instead = first.status === null ? 'no answer' : String(first.status);
    const times = before.length === 1 ? 'once' : `${before.length} times`;
    return fail(`Before this answer came ${instead}, ${times}, as while a deployment settles`);
  },
};

const because =
  (reason: NotYet) =>
  (earlier: EarlierAnswer): boolean =>
    earlier.because === reason;

function seconds({ durationMs }: EarlierAnswer): string {
  return `${(durationMs / 1000).toFixed(1)} s`;
}
