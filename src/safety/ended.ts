import { mostErrorsFromElsewhere } from '../run/from-elsewhere.ts';
import type { Run } from '../run/run.ts';
import { bound } from '../statistics/figures.ts';

interface Judged {
  readonly verdict: 'pass' | 'fail' | 'inconclusive';
  readonly reasons: readonly string[];
}

/**
 * The judgement of a run that its own guard ended. A target that answers with errors has broken its promise, whatever else
 * could not be told any more; every other early end leaves no more than doubts, which are said with the others. So does one
 * that was redirected, or answered by a proxy: something else answered.
 */
export function withEnd<J extends Judged>(judged: J, run: Run): J {
  const { ended, startedAt, finishedAt, plan } = run;
  if (ended.kind !== 'stopped') return judged;
  if (ended.because === 'threshold') {
    const verdict = mostErrorsFromElsewhere(run) ? judged.verdict : 'fail';
    return { ...judged, verdict, reasons: [`${ended.message}.`, ...judged.reasons] };
  }
  if (ended.because !== 'failing-target') return judged;
  const passed = Math.max(0, Math.round((Date.parse(finishedAt) - Date.parse(startedAt)) / 1000));
  const kept = `What was measured is partial: ${passed} s of ${bound(plan.arrivals.durationSeconds)} s.`;
  const isPartial = passed < plan.arrivals.durationSeconds;
  const reasons = [`${ended.message}.`, ...(isPartial ? [kept] : [])];
  if (mostErrorsFromElsewhere(run)) return { ...judged, reasons: [...judged.reasons, ...reasons] };
  return { ...judged, verdict: 'fail', reasons: [...reasons, ...judged.reasons] };
}
