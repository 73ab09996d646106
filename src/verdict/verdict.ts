import { type ExitCode, exitCode } from '../errors/exit-code.ts';

export type Verdict = 'pass' | 'fail' | 'inconclusive';

/** A verdict never stands alone: the reasons are sentences for a person, worst first, none for a plain pass. */
export interface Judgement {
  readonly verdict: Verdict;
  readonly reasons: readonly string[];
}

/** What a pipeline does with a measurement that can't be trusted (`--on-inconclusive`). */
export type OnInconclusive = 'fail' | 'warn' | 'pass';

/** The exit code of a verdict. Without a wish of the pipeline's, inconclusive is told apart as 3. */
export function exitCodeOf(verdict: Verdict, onInconclusive?: OnInconclusive): ExitCode {
  if (verdict !== 'inconclusive') return exitCode[verdict];
  if (onInconclusive === undefined) return exitCode.inconclusive;
  return onInconclusive === 'fail' ? exitCode.fail : exitCode.pass;
}
