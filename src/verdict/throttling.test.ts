import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { KnownLimit } from '../plan/throttling-plan.ts';
import { simulatedRun } from '../statistics/simulated-run.fixture.ts';
import type { StudiedThrottle } from '../throttling/study.ts';
import { whoseLimit } from '../throttling/whose-limit.ts';
import { judgeThrottling } from './throttling.ts';

const exactly = (value: number) => ({ value, low: value, high: value });
const nothing = { value: null, needed: 6 } as const;

/** Found as promised, unless said otherwise. */
function study(given: Partial<StudiedThrottle> = {}): StudiedThrottle {
  const all: StudiedThrottle = {
    target: 'shop:rest',
    apiType: 'rest',
    route: 'GET /users',
    rate: exactly(50),
    burst: exactly(20),
    limit: { kind: 'found', counting: 'exact' },
    answers: {
      requests: 1000,
      succeeded: 700,
      throttled: 300,
      quotaExceeded: 0,
      otherRefusals: 0,
      clientErrors: 0,
      serverErrors: 0,
      unanswered: 0,
    },
    promise: { ratePerSecond: 50, burst: 20 },
    acceptedBeyondPromise: 20,
    keyed: false,
    settings: { limits: [], unread: [], complete: false },
    whose: { kind: 'unknown' },
    recoveries: [],
    acceptedLatency: {
      before: { count: 0, p50: nothing, p95: nothing },
      under: { count: 0, p50: nothing, p95: nothing },
      medianDifferenceMs: null,
    },
    leftOut: [],
    ...given,
  };
  return { ...all, whose: whoseLimit(all.rate, all.burst, all.settings) };
}

const run = simulatedRun({
  series: [
    {
      target: 'shop:rest',
      route: 'GET /users',
      outcomes: Array.from({ length: 200 }, (_, i) => ({ second: Math.floor(i / 10), ms: 5 })),
    },
  ],
});
const judge = (given: Partial<StudiedThrottle> = {}) => judgeThrottling(run, [study(given)]);
const settings = (limits: readonly KnownLimit[]) => ({ limits, unread: [], complete: true });
const account: KnownLimit = { of: 'account', name: null, ratePerSecond: 10_000, burst: 5_000 };

describe('the verdict on a limit', () => {
  it('passes one that is as promised', () => {
    assert.deepEqual(judge(), { verdict: 'pass', reasons: [] });
  });

  it('passes one that is off by less than can be told, and one whose interval holds the promise', () => {
    assert.equal(judge({ rate: exactly(51.5), burst: exactly(21) }).verdict, 'pass');
    assert.equal(judge({ rate: { value: 60, low: 45, high: 70 } }).verdict, 'pass');
  });

  it('fails one that is lower, and one that is higher', () => {
    assert.match(judge({ rate: exactly(30) }).reasons.join(), /30 a second, less than the promised 50/);
    assert.match(judge({ rate: exactly(80) }).reasons.join(), /80 a second, more than the promised 50/);
    const burst = judge({ burst: exactly(5) });
    assert.equal(burst.verdict, 'fail');
    assert.match(burst.reasons.join(), /the burst is 5, less than the promised 20/);
  });

  it('names the setting that is the cause, and what to set', () => {
    const plan: KnownLimit = { of: 'usage plan', name: 'basic', ratePerSecond: 30, burst: 20 };
    const { reasons } = judge({ rate: exactly(30), settings: settings([plan, account]) });
    assert.match(
      reasons.join(),
      /that is the limit of the usage plan "basic" \(30 a second, burst 20\): set it to 50 a second and a burst of 20/,
    );
  });

  it('says that nothing but the account limits where no throttle is set', () => {
    const { verdict, reasons } = judge({
      rate: null,
      burst: null,
      limit: { kind: 'above', sentPerSecond: 144, refused: 0 },
      acceptedBeyondPromise: 400,
      settings: settings([account]),
    });
    assert.equal(verdict, 'fail');
    assert.match(reasons.join(), /no request was refused up to 144.*only the account's holds/);
  });

  it('passes without a limit where none is promised, and knows nothing where less was accepted than the bucket holds', () => {
    const above = {
      rate: null,
      burst: null,
      limit: { kind: 'above', sentPerSecond: 60, refused: 0 },
    } as const;
    assert.equal(judge({ ...above, promise: null }).verdict, 'pass');
    const unknown = judge({ ...above, acceptedBeyondPromise: 15 });
    assert.equal(unknown.verdict, 'inconclusive');
    assert.match(unknown.reasons.join(), /too little to hold against the promised 50.*try --rate 50/);
  });

  it('is inconclusive where a quota is used up, and says whose', () => {
    const { answers } = study();
    const { verdict, reasons } = judge({
      rate: null,
      burst: null,
      limit: { kind: 'unknown', because: 'the quota of the usage plan was used up during the run' },
      answers: { ...answers, throttled: 0, quotaExceeded: 300 },
    });
    assert.equal(verdict, 'inconclusive');
    assert.equal(reasons.length, 1);
    assert.match(reasons.join(), /300 requests of 1,000 met a used-up quota.*raise the quota/);
  });

  it('is inconclusive where nothing is accepted, or other errors hide the limit', () => {
    const unknown = { rate: null, burst: null } as const;
    assert.equal(
      judge({ ...unknown, limit: { kind: 'closed', accepted: 0, attempts: 900 } }).verdict,
      'inconclusive',
    );
    assert.equal(
      judge({ ...unknown, limit: { kind: 'unknown', because: '900 of 1000 requests were refused' } }).verdict,
      'inconclusive',
    );
  });

  it('is inconclusive where the load was not the planned one, with what is broken said as well', () => {
    const dropped = { ...run, counts: { ...run.counts, dropped: 50, droppedByTarget: [50] } };
    const { verdict, reasons } = judgeThrottling(dropped, [study({ rate: exactly(30) })]);
    assert.equal(verdict, 'inconclusive');
    assert.match(reasons.join('\n'), /dropped[\s\S]*less than the promised/);
  });
});

describe('whose limit it is', () => {
  const stage: KnownLimit = { of: 'stage', name: 'dev', ratePerSecond: 50, burst: 20 };

  it('is the one that is set to what was measured', () => {
    assert.deepEqual(whoseLimit(exactly(50), exactly(20), settings([stage, account])), {
      kind: 'known',
      limit: stage,
    });
  });

  it('is one of several that are set alike', () => {
    const plan: KnownLimit = { ...stage, of: 'usage plan', name: 'basic' };
    assert.equal(whoseLimit(exactly(50), exactly(20), settings([stage, plan])).kind, 'one-of');
  });

  it('is unknown where settings could not be read, and none of them where they say something else', () => {
    assert.equal(
      whoseLimit(exactly(30), exactly(20), { ...settings([stage]), complete: false }).kind,
      'unknown',
    );
    assert.equal(whoseLimit(exactly(30), exactly(20), settings([stage])).kind, 'none-of-the-settings');
  });
});
