import type { Run } from '../run/run.ts';

interface Judged {
  readonly verdict: 'pass' | 'fail' | 'inconclusive';
  readonly reasons: readonly string[];
}

/**
 * The judgement of a run that its own guard ended. A target that answers with errors has broken its promise, whatever else
 * could not be told any more; every other early end leaves no more than doubts, which are said with the others.
 */
export function withEnd<J extends Judged>(judged: J, { ended }: Run): J {
  if (ended.kind !== 'stopped' || ended.because !== 'failing-target') return judged;
  return { ...judged, verdict: 'fail', reasons: [`${ended.message}.`, ...judged.reasons] };
}
