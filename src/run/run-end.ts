import type { RunEnd } from './run.ts';

/** How a generator says that it ended; whatever is neither a completion nor an interruption says why. */
export type GeneratorEnding =
  | { readonly kind: 'completed' | 'thresholds' | 'interrupted' }
  | { readonly kind: string; readonly exitCode: number | null; readonly message: string };

export function runEndOf(ending: GeneratorEnding): RunEnd {
  if ('message' in ending) {
    return { kind: 'generator-failed', exitCode: ending.exitCode, message: ending.message };
  }
  return { kind: ending.kind === 'interrupted' ? 'interrupted' : 'completed' };
}
