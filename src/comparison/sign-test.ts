/**
 * P(more than `up` of all) + ½ P(exactly as many), for a fair coin: the upper tail of the sign test in its mid-p form,
 * so that a test of few tosses isn't timid. Falls as `up` grows. Of pairs whose members were given their labels by a
 * coin, and whose labels don't matter, each discordant one is such a toss, whatever the values' distribution.
 *
 * Sources: McNemar 1947; Lancaster 1961 (mid-p); Conover, "Practical Nonparametric Statistics", 3.4.
 */
export function upperTail(up: number, down: number): number {
  const tosses = up + down;
  if (tosses === 0) return 0.5;
  if (tosses > exactUpTo) return 1 - standardNormal((up - down) / Math.sqrt(tosses));
  let probability = 0.5 ** tosses;
  let above = 0;
  for (let k = tosses; k > up; k--) {
    above += probability;
    probability *= k / (tosses - k + 1);
  }
  return above + probability / 2;
}

/** Beyond this the normal limit is as good: its error is below 0.0003. */
const exactUpTo = 1000;

/** The standard normal distribution function (Abramowitz and Stegun 7.1.26, within 1.5e-7). */
export function standardNormal(z: number): number {
  const x = Math.abs(z) / Math.SQRT2;
  const t = 1 / (1 + 0.3275911 * x);
  const terms = [1.061405429, -1.453152027, 1.421413741, -0.284496736, 0.254829592];
  const polynomial = terms.reduce((sum, term) => sum * t + term, 0) * t;
  const half = (polynomial * Math.exp(-x * x)) / 2;
  return z >= 0 ? 1 - half : half;
}
