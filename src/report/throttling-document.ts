import type { Run } from '../run/run.ts';
import { studyThrottling } from '../throttling/study.ts';
import { judgeThrottling } from '../verdict/throttling.ts';
import type { ThrottlingDocument } from './documents.ts';

/** The document of a throttling run; the figures of the first target stand at the top, where a pipeline looks for them. */
export function throttlingDocument(run: Run): ThrottlingDocument {
  if (run.plan.scenario !== 'throttling') throw new Error(`${run.runId} is a run of ${run.plan.scenario}`);
  const targets = studyThrottling(run, run.plan);
  const [first] = targets;
  return {
    schemaVersion: 1,
    runId: run.runId,
    ...judgeThrottling(run, targets),
    rate: first?.rate ?? null,
    burst: first?.burst ?? null,
    quotaExceeded: targets.some(({ answers }) => answers.quotaExceeded > 0),
    targets,
  };
}
