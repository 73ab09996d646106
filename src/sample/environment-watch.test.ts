import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { mulberry32 } from '../plan/order.ts';
import type { SeriesMeasurement } from '../run/run.ts';
import { possibleColdStarts } from '../statistics/possible-cold-starts.ts';
import { histogramOf } from '../statistics/simulated-run.fixture.ts';
import { createEnvironmentWatch, idleMs } from './environment-watch.ts';
import type { Sample } from './sample.ts';

interface Sent {
  readonly atMs: number;
  readonly serviceMs: number;
  readonly cold?: boolean;
}

function sampleOf({ atMs, serviceMs }: Sent, iteration: number): Sample {
  const startUs = Math.round(atMs * 1000);
  const serviceUs = Math.round(serviceMs * 1000);
  return {
    arrival: iteration,
    intendedStartUs: startUs,
    sinceStartUs: startUs,
    request: {
      ...{
        series: 0,
        target: 0,
        iteration,
        scheduleStartMs: 0,
        startUs,
        endUs: startUs + serviceUs,
        serviceUs,
      },
      ...{ blockedUs: 0, connectingUs: 0, tlsUs: 0, waitingUs: serviceUs, status: 200, errorCode: '' },
      failed: false,
    },
  };
}

/** As k6 tells of them: by their ends. */
function needsOf(sent: readonly Sent[]) {
  const watch = createEnvironmentWatch();
  const byEnd = sent.map(sampleOf).toSorted((a, b) => a.request.endUs - b.request.endUs);
  for (const sample of byEnd) watch.take(sample, true);
  return watch.finish().get(0) ?? assert.fail('nothing was taken');
}

function likelyOf(sent: readonly Sent[]) {
  const service = histogramOf(sent.map(({ serviceMs }) => serviceMs));
  const coldStarts = {
    marked: false,
    count: 0,
    inWarmUp: 0,
    service: '',
    firstCall: null,
    needs: needsOf(sent),
  };
  const found = possibleColdStarts({ coldStarts, service } as unknown as SeriesMeasurement);
  return found?.likely ?? assert.fail('nothing was kept');
}

function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** Median 20 ms, p99 80 ms. */
const sigma = Math.log(4) / 2.326;

/** A schedule: 50 a second, with a burst of 400 a second for two seconds in its middle. */
function burst(): number[] {
  const phases = [
    [0, 8_000, 20],
    [8_000, 10_000, 2.5],
    [10_000, 20_000, 20],
  ] as const;
  return phases.flatMap(([from, to, every]) =>
    Array.from({ length: (to - from) / every }, (_, i) => from + i * every),
  );
}

describe('requests that may have met a new environment', () => {
  it('are those that raise the number in flight, in whatever order they are answered', () => {
    const { raised, mostInFlight, candidates } = needsOf([
      { atMs: 0, serviceMs: 50 },
      { atMs: 10, serviceMs: 5 },
      { atMs: 20, serviceMs: 5 },
      { atMs: 30, serviceMs: 100 },
      { atMs: 40, serviceMs: 20 },
      { atMs: 70, serviceMs: 1 },
    ]);
    assert.deepEqual([raised, mostInFlight], [3, 3]);
    assert.deepEqual(
      candidates.map(({ atMs, inFlight, overtakenMs }) => [atMs, inFlight, overtakenMs]).toSorted(),
      [
        [0, 1, 15],
        [10, 2, null],
        [40, 3, null],
      ],
    );
  });

  it('are those behind a long pause, too', () => {
    const { candidates } = needsOf([
      { atMs: 0, serviceMs: 50 },
      { atMs: 10, serviceMs: 50 },
      { atMs: idleMs + 100, serviceMs: 400 },
    ]);
    assert.deepEqual(
      candidates.map(({ afterIdle, inFlight }) => [inFlight, afterIdle]),
      [
        [1, false],
        [2, false],
        [1, true],
      ],
    );
  });

  it('are found although the number of a request is missing', () => {
    const watch = createEnvironmentWatch();
    for (let i = 1; i < 5; i++) watch.take(sampleOf({ atMs: 0, serviceMs: 10 }, i), true);
    assert.equal(watch.finish().get(0)?.mostInFlight, 4);
  });
});

describe('cold starts without a mark', () => {
  it('of a burst are found: what is named is cold, and nearly all that is cold is named', () => {
    const counts = { named: 0, right: 0, cold: 0 };
    for (let seed = 0; seed < 10; seed++) {
      const random = mulberry32(seed);
      // As a warm-up leaves them.
      const environments = [0, 0, 0, 0, 0, 0];
      const sent = burst().map((atMs): Sent => {
        const warmMs = 20 * Math.exp(sigma * normal(random));
        const free = environments.findIndex((until) => until <= atMs);
        const cold = free === -1;
        const serviceMs = warmMs + (cold ? 250 * Math.exp(0.3 * normal(random)) : 0);
        environments[cold ? environments.length : free] = atMs + serviceMs;
        return { atMs, serviceMs, cold };
      });
      const cold = new Set(sent.filter((one) => one.cold).map(({ atMs }) => atMs));
      const named = likelyOf(sent);
      counts.named += named.length;
      counts.right += named.filter(({ atMs }) => cold.has(atMs)).length;
      counts.cold += cold.size;
    }
    assert.ok(counts.right >= 0.95 * counts.named, JSON.stringify(counts));
    assert.ok(counts.right >= 0.9 * counts.cold, JSON.stringify(counts));
  });

  it('are found beside cold starts that the number in flight says nothing of, as requests waited before', () => {
    const counts = { named: 0, right: 0 };
    for (let seed = 0; seed < 10; seed++) {
      const random = mulberry32(seed);
      const cold = new Set<number>();
      const sent = burst().map((atMs, index): Sent => {
        const inBurst = atMs >= 8000 && atMs < 8200;
        const late = atMs >= 8500 && atMs < 9500 && index % 25 === 0;
        const isCold = (inBurst && index % 5 === 0) || late;
        if (isCold) cold.add(atMs);
        return { atMs, serviceMs: 20 * Math.exp(sigma * normal(random)) + (isCold ? 400 : 0) };
      });
      const named = likelyOf(sent);
      counts.named += named.length;
      counts.right += named.filter(({ atMs }) => cold.has(atMs)).length;
    }
    assert.ok(counts.named >= 20, JSON.stringify(counts));
    assert.ok(counts.right >= 0.9 * counts.named, JSON.stringify(counts));
  });

  const weathers: { readonly [name: string]: (random: () => number, at: readonly number[]) => number[] } = {
    'independent latencies': (random, at) => at.map(() => 20 * Math.exp(sigma * normal(random))),
    'autocorrelated latencies': (random, at) => {
      let state = normal(random);
      return at.map(() => {
        state = 0.7 * state + Math.sqrt(1 - 0.49) * normal(random);
        return 20 * Math.exp(sigma * state);
      });
    },
    'a target that stands still now and then': (random, at) => {
      const stalls = Array.from({ length: 3 }, () => 20_000 * random());
      return at.map((atMs) => {
        const until = Math.max(
          0,
          ...stalls.map((from) => (atMs >= from && atMs < from + 500 ? from + 500 - atMs : 0)),
        );
        return until + 20 * Math.exp(sigma * normal(random));
      });
    },
    'a hundredth that is tried again after 300 ms': (random, at) =>
      at.map(() => 20 * Math.exp(sigma * normal(random)) + (random() < 0.01 ? 300 : 0)),
  };
  for (const [name, latencies] of Object.entries(weathers)) {
    it(`are named in hardly any run without them: ${name}`, () => {
      const runs = 15;
      let alarms = 0;
      for (let seed = 0; seed < runs; seed++) {
        const random = mulberry32(1000 + seed);
        const at = burst();
        const serviceMs = latencies(random, at);
        const sent = at.map((atMs, index) => ({ atMs, serviceMs: serviceMs[index] as number }));
        if (likelyOf(sent).length > 0) alarms++;
      }
      assert.ok(alarms <= 1, `${alarms} of ${runs}`);
    });
  }
});
