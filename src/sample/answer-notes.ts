import type { Observation } from '../run/observation.ts';

/** What an answer told of itself, as load/answer.ts notes it in its iteration's metadata. */
export interface AnswerNotes {
  readonly refusal: Observation['refusal'];
  readonly mark: string | null;
  readonly warned: boolean;
  readonly coldStart: boolean;
  /** From `Server-Timing`, and what the service time is beyond that; whole microseconds. */
  readonly functionUs: number | null;
  readonly gatewayUs: number | null;
  /** Another one than promised, with an expected status. */
  readonly mediaType: string | null;
  /** Origin of a redirection that isn't expected. */
  readonly redirectedTo: string | null;
  /** An HTML page with an unexpected status that no part of AWS made. */
  readonly foreignPage: boolean;
  /** Of a virtual user's first answer. */
  readonly protocol: string | null;
}

const refusals: { readonly [letter: string]: Observation['refusal'] } = {
  t: 'throttled',
  q: 'quota',
  u: 'unknown',
};

export const noNotes: AnswerNotes = {
  refusal: null,
  mark: null,
  warned: false,
  coldStart: false,
  functionUs: null,
  gatewayUs: null,
  mediaType: null,
  redirectedTo: null,
  foreignPage: false,
  protocol: null,
};

/** `i=7&m=a1&r=t&s=1795416634002`, URL-encoded. Most answers say nothing of themselves. */
export function answerNotes(metadata: string): AnswerNotes {
  if (!/(^|&)[cfghlmprtw]=/.test(metadata)) return noNotes;
  const notes = new URLSearchParams(metadata);
  return {
    refusal: refusals[notes.get('r') ?? ''] ?? null,
    mark: notes.get('m'),
    warned: notes.has('w'),
    coldStart: notes.has('c'),
    functionUs: microseconds(notes.get('f')),
    gatewayUs: microseconds(notes.get('g')),
    mediaType: notes.get('t'),
    redirectedTo: notes.get('l'),
    foreignPage: notes.has('h'),
    protocol: notes.get('p'),
  };
}

function microseconds(text: string | null): number | null {
  const us = text === null || text === '' ? Number.NaN : Number(text);
  return Number.isFinite(us) ? us : null;
}
