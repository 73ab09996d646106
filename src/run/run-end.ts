import type { RunEnd, StopCause } from './run.ts';

/** How a generator says that it ended; whatever is neither a completion nor an interruption says why. */
export type GeneratorEnding =
  | { readonly kind: 'completed' | 'thresholds' | 'interrupted' }
  | { readonly kind: 'stopped'; readonly because: StopCause; readonly message: string }
  | { readonly kind: string; readonly exitCode: number | null; readonly message: string };

export function runEndOf(ending: GeneratorEnding): RunEnd {
  if ('because' in ending) {
    return { kind: 'stopped', because: ending.because, message: ending.message };
  }
  if (ending.kind === 'aborted' && 'message' in ending) {
    // The scenarios of load/ end themselves for nothing else.
    return { kind: 'stopped', because: 'limit', message: wordsOf(ending.message) };
  }
  if ('message' in ending) {
    return { kind: 'generator-failed', exitCode: ending.exitCode, message: ending.message };
  }
  return { kind: ending.kind === 'interrupted' ? 'interrupted' : 'completed' };
}

/** Without k6's own words around it, and the place in the script. */
function wordsOf(message: string): string {
  return message.replace(/^.*test aborted: /, '').replace(/ at [\w.<>]+ \(file:.*$/, '');
}
