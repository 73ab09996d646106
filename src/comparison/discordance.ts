import { standardNormal, upperTail } from './sign-test.ts';

/** Pairs whose members differ in something, by which of them has it. */
export interface Discordance {
  readonly onlyBaseline: number;
  readonly onlyCandidate: number;
  /**
   * How much more the balance of the two varies between stretches of the run than pairs that don't depend on each other would
   * make it; at least 1.
   */
  readonly designEffect: number;
}

/** −1 where only the candidate has it, 1 where only the baseline has it, 0 where both or neither. */
export type Sign = (pair: number) => -1 | 0 | 1;

/**
 * Counts discordant pairs, and how much they come in runs. A slow spell of both targets hits both members of a pair and
 * counts for nothing; one of a single target makes neighbouring pairs fall the same way, and then so many pairs say less
 * than they seem to. The design effect is the variance of √n consecutive stretches' balance over that of independent
 * pairs.
 *
 * Source: Kish, "Survey Sampling", 8.2 (design effect); batch means as in Law, "Simulation Modeling and
 * Analysis", 9.5.3.
 */
export function discordanceOf(pairs: number, sign: Sign): Discordance {
  const stretches = Math.max(2, Math.round(Math.sqrt(pairs)));
  const perStretch = pairs / stretches;
  let onlyBaseline = 0;
  let onlyCandidate = 0;
  let squares = 0;
  for (let stretch = 0, pair = 0; stretch < stretches; stretch++) {
    let balance = 0;
    for (const end = Math.round((stretch + 1) * perStretch); pair < end; pair++) {
      const which = sign(pair);
      if (which === 0) continue;
      balance += which;
      if (which > 0) onlyBaseline++;
      else onlyCandidate++;
    }
    squares += balance * balance;
  }
  const total = onlyBaseline + onlyCandidate;
  const balance = onlyBaseline - onlyCandidate;
  const between = (squares - (balance * balance) / stretches) / (1 - 1 / stretches);
  const enough = stretches >= fewestStretches && total >= stretches;
  return { onlyBaseline, onlyCandidate, designEffect: enough ? Math.max(1, between / total) : 1 };
}

/** Fewer say nothing about how stretches vary. */
const fewestStretches = 10;

/** P(the baseline has it alone at least as often) if it were a coin that decides: small where it has it more often. */
export function upperTailOf({ onlyBaseline, onlyCandidate, designEffect }: Discordance): number {
  if (designEffect === 1) return upperTail(onlyBaseline, onlyCandidate);
  const deviations =
    (onlyBaseline - onlyCandidate) / Math.sqrt((onlyBaseline + onlyCandidate) * designEffect);
  return 1 - standardNormal(deviations);
}

/** Two-sided. */
export function pValueOf(discordance: Discordance): number {
  const upper = upperTailOf(discordance);
  return Math.min(1, 2 * Math.min(upper, 1 - upper));
}
