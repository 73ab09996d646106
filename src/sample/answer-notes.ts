import type { Observation } from '../run/observation.ts';

/** What an answer told of itself, as load/answer.ts notes it in its iteration's metadata. */
export interface AnswerNotes {
  readonly refusal: Observation['refusal'];
  readonly mark: string | null;
  readonly warned: boolean;
  readonly coldStart: boolean;
}

const refusals: { readonly [letter: string]: Observation['refusal'] } = {
  t: 'throttled',
  q: 'quota',
  u: 'unknown',
};

export const noNotes: AnswerNotes = { refusal: null, mark: null, warned: false, coldStart: false };

/** `i=7&m=a1&r=t&s=1795416634002`, URL-encoded. Most answers say nothing of themselves. */
export function answerNotes(metadata: string): AnswerNotes {
  if (!/(^|&)[cmrw]=/.test(metadata)) return noNotes;
  const notes = new URLSearchParams(metadata);
  return {
    refusal: refusals[notes.get('r') ?? ''] ?? null,
    mark: notes.get('m'),
    warned: notes.has('w'),
    coldStart: notes.has('c'),
  };
}
