import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Conclusion, Difference } from '../comparison/differences.ts';
import type { QuantileRatio } from '../comparison/quantile-ratio.ts';
import { judgeComparison } from './comparison.ts';

const ratio = (value: number, low: number, high: number): QuantileRatio => ({
  kind: 'estimated',
  baselineMs: 30,
  candidateMs: 30 * value,
  value,
  low,
  high,
  pValue: 0.5,
  discordant: 100,
  designEffect: 1,
});

const latency = (
  statistic: 'p50' | 'p95' | 'p99',
  ratio: QuantileRatio,
  conclusion: Conclusion,
  route = '*',
): Difference => ({ kind: 'latency', route, statistic, ratio, conclusion, detectable: 1.2 });

const judged = (
  differences: readonly Difference[],
  more: { doubts?: readonly string[]; failWhenSlower?: boolean } = {},
) =>
  judgeComparison({
    baseline: 'api:rest',
    candidate: 'api:http',
    doubts: [],
    effect: 1.1,
    durationSeconds: 60,
    failWhenSlower: false,
    differences,
    ...more,
  });

const faster = [
  latency('p50', ratio(0.41, 0.4, 0.43), 'faster'),
  latency('p95', ratio(0.5, 0.45, 0.55), 'faster'),
];

describe('the verdict on a comparison', () => {
  it('passes where the question was answered, and says the answer with its interval', () => {
    assert.deepEqual(judged(faster), {
      verdict: 'pass',
      reasons: [
        'api:http takes 59 % less time than api:rest at p50: 12.3 against 30.0 ms (95 % interval 57 to 60 % less).',
        'api:http takes 50 % less time than api:rest at p95: 15.0 against 30.0 ms (95 % interval 45 to 55 % less).',
      ],
    });
  });

  it('is an answer too that nothing which matters differs', () => {
    const { verdict, reasons } = judged([
      latency('p50', ratio(1, 0.98, 1.03), 'no-difference'),
      latency('p95', ratio(1, 0.95, 1.06), 'no-difference'),
    ]);
    assert.equal(verdict, 'pass');
    assert.match(reasons[0] ?? '', /differ by no more than 3 % at p50/);
  });

  it('is inconclusive where the run could not see what matters, and says how long it would take', () => {
    const { verdict, reasons } = judged([
      latency('p50', ratio(1.05, 0.97, 1.14), 'inconclusive'),
      latency('p95', ratio(1, 0.95, 1.06), 'no-difference'),
    ]);
    assert.equal(verdict, 'inconclusive');
    assert.match(
      reasons[0] ?? '',
      /leaves open whether there is a difference of 10 %: this run could have shown 20 %, and/,
    );
    assert.match(reasons[0] ?? '', /about \d+ s at this rate would tell\.$/);
  });

  it('says of what would be a difference by itself that it is none among many', () => {
    const { verdict, reasons } = judged([
      faster[0] as Difference,
      latency('p95', ratio(0.6, 0.4, 0.95), 'inconclusive'),
    ]);
    assert.equal(verdict, 'inconclusive');
    assert.match(reasons[1] ?? '', /\(95 % interval 5 to 60 % less\) would be a difference by itself/);
  });

  it('is inconclusive whatever it shows where the measurement is in doubt', () => {
    const { verdict, reasons } = judged(faster, { doubts: ['12 arrivals were dropped'] });
    assert.deepEqual([verdict, reasons[0]], ['inconclusive', '12 arrivals were dropped.']);
  });

  it('fails on a step back only where that was asked', () => {
    const slower = [
      latency('p50', ratio(1.3, 1.2, 1.4), 'slower'),
      latency('p95', ratio(1, 0.95, 1.06), 'no-difference'),
    ];
    assert.equal(judged(slower).verdict, 'pass');
    assert.equal(judged(slower, { failWhenSlower: true }).verdict, 'fail');
    assert.match(
      judged(slower).reasons[0] ?? '',
      /takes 30 % more time .* \(95 % interval 20 to 40 % more\)/,
    );
  });

  it('names a tail that differs, and leaves single routes to the table', () => {
    const { reasons } = judged([
      ...faster,
      latency('p99', ratio(2, 1.5, 2.6), 'slower'),
      latency('p50', ratio(3, 2, 4), 'slower', 'GET /a'),
    ]);
    assert.equal(reasons.length, 3);
    assert.match(reasons[2] ?? '', /takes 2 times as long as api:rest at p99/);
  });

  it('says what a percentile without enough pairs would need', () => {
    const few = latency('p95', { kind: 'too-few-pairs', pairs: 40, needed: 60 }, 'inconclusive');
    const { verdict, reasons } = judged([faster[0] as Difference, few]);
    assert.deepEqual(
      [verdict, reasons[1]],
      ['inconclusive', 'p95 needs 60 pairs of answered requests to be compared, and there are 40.'],
    );
  });
});
