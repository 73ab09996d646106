import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { everyRoute, latencySeries, phaseSeries } from './latency-series.ts';
import { secondSeries } from './second-series.ts';
import { lognormal, seeded, simulatedRun, steady } from './simulated-run.fixture.ts';
import { percentileCurve, timeline } from './timeline.ts';

const random = seeded(11);
const run = simulatedRun({
  series: [
    { target: 'my-api:rest', route: 'GET /users', outcomes: steady(400, 20, lognormal(random, 30, 90)) },
    { target: 'my-api:rest', route: 'GET /users/{id}', outcomes: steady(400, 20, lognormal(random, 20, 80)) },
    {
      target: 'my-api:http',
      route: 'GET /users',
      outcomes: [
        ...steady(90, 18, lognormal(random, 12, 40)),
        ...Array.from({ length: 6 }, () => ({ second: 18, ms: 3, status: 502 })),
        ...Array.from({ length: 4 }, () => ({ second: 19, ms: null })),
      ],
    },
  ],
});
const series = latencySeries(run);
const of = (target: string, route: string, clock: string) => {
  const found = series.find((one) => one.target === target && one.route === route && one.clock === clock);
  assert.ok(found, `${target} ${route} ${clock}`);
  return found;
};

describe('latencySeries', () => {
  it('has one series a target, route and clock, and one of all routes', () => {
    assert.equal(series.length, 2 * (2 + 1) + 2 * (1 + 1));
    assert.equal(new Set(series.map(({ target, route, clock }) => `${target} ${route} ${clock}`)).size, 10);
    assert.equal(of('my-api:http', '*', 'service').apiType, 'http');
  });

  it('merges all routes exactly: counts add up and the maximum is the largest', () => {
    const all = of('my-api:rest', '*', 'response');
    const routes = ['GET /users', 'GET /users/{id}'].map((route) => of('my-api:rest', route, 'response'));
    assert.equal(all.count, 800);
    assert.equal(all.maxMs, Math.max(...routes.map(({ maxMs }) => maxMs as number)));
  });

  it('counts wrong statuses and missing answers as errors', () => {
    assert.equal(of('my-api:http', '*', 'response').count, 100);
    assert.equal(of('my-api:http', '*', 'response').errorRate, 0.1);
  });

  it('takes percentiles of answered requests and withholds those with too few', () => {
    const { percentiles } = of('my-api:http', 'GET /users', 'response');
    assert.notEqual(percentiles.p95.value, null);
    assert.deepEqual(percentiles.p99, { value: null, needed: 368 });
    assert.deepEqual(percentiles['p99.9'], { value: null, needed: 3688 });
  });

  it('says nothing of a run that measured nothing', () => {
    const [first] = latencySeries(
      simulatedRun({ series: [{ target: 'a:rest', route: 'GET /', outcomes: [] }] }),
    );
    assert.equal(first?.count, 0);
    assert.equal(first?.maxMs, null);
    assert.equal(first?.percentiles.p50.value, null);
  });
});

describe('phaseSeries', () => {
  const stepped = (names: readonly string[]) => ({
    ...run,
    plan: {
      ...run.plan,
      arrivals: {
        ...run.plan.arrivals,
        phases: names.map((name, index) => ({
          name,
          fromSecond: index * 10,
          seconds: 10,
          ratePerSecond: 20 * (index + 1),
        })),
      },
    },
  });

  it('is nothing where the rate was constant: that is the run itself', () => {
    assert.deepEqual(phaseSeries(run), []);
  });

  it('has every series of the run once a phase, of the requests that were due in it', () => {
    const phases = phaseSeries(stepped(['step 1', 'step 2']));
    assert.equal(phases.length, 2 * series.length);
    for (const whole of series) {
      const parts = phases.filter(
        ({ target, route, clock }) =>
          target === whole.target && route === whole.route && clock === whole.clock,
      );
      assert.deepEqual(
        parts.map(({ phase }) => phase),
        ['step 1', 'step 2'],
      );
      assert.equal(
        parts.reduce((sum, { count }) => sum + count, 0),
        whole.count,
      );
      assert.equal(Math.max(...parts.map(({ maxMs }) => maxMs as number)), whole.maxMs);
    }
    const errors = phases.filter(
      ({ target, route, clock }) => target === 'my-api:http' && route === everyRoute && clock === 'response',
    );
    assert.deepEqual(
      errors.map(({ errorRate }) => errorRate),
      [0, 0.2],
    );
  });
});

describe('secondSeries', () => {
  it('has each second of each target, its percentiles withheld where they have too few requests', () => {
    const seconds = secondSeries(run);
    assert.equal(seconds.length, 40);
    const [first] = seconds;
    assert.deepEqual([first?.target, first?.second, first?.count], ['my-api:rest', 0, 40]);
    assert.notEqual(first?.percentiles.p50.value, null);
    assert.deepEqual(first?.percentiles.p95, { value: null, needed: 72 });
    assert.equal(seconds.at(-1)?.errorRate, 1);
    assert.equal(seconds.at(-1)?.maxMs, null);
  });

  it('can be of one route alone', () => {
    const seconds = secondSeries(run, 'GET /users/{id}');
    assert.deepEqual([...new Set(seconds.map(({ target }) => target))], ['my-api:rest']);
    assert.equal(seconds[0]?.count, 20);
  });
});

describe('timeline', () => {
  it('has one moment a second, with the errors where they were', () => {
    const moments = timeline(run, 'my-api:http');
    assert.equal(moments.length, 20);
    assert.deepEqual(moments.map(({ errors }) => errors).slice(16), [0, 0, 6, 4]);
    assert.deepEqual(moments.map(({ unanswered }) => unanswered).slice(16), [0, 0, 0, 4]);
    assert.equal(moments[19]?.p95Ms, null);
  });

  it('takes seconds together where there are more than asked for, and loses no request', () => {
    const moments = timeline(run, 'my-api:rest', 6);
    assert.deepEqual(
      moments.map(({ second }) => second),
      [0, 4, 8, 12, 16],
    );
    assert.equal(
      moments.reduce((sum, { count }) => sum + count, 0),
      800,
    );
  });
});

describe('percentileCurve', () => {
  it('rises, and ends where the samples end', () => {
    const curve = percentileCurve(run, 'my-api:rest');
    assert.ok(curve.every(({ value }, i) => i === 0 || value >= (curve[i - 1]?.value as number)));
    const last = curve.at(-1)?.percent as number;
    assert.ok(last > 99 && last < 99.9, `${last}`);
  });

  it('passes through the percentiles of the table', () => {
    const { percentiles } = of('my-api:rest', '*', 'response');
    const at = percentileCurve(run, 'my-api:rest').find(({ percent }) => Math.abs(percent - 90) < 1e-6);
    assert.equal(at?.value, percentiles.p90.value);
  });
});
