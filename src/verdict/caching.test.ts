import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { planOf, shop, sound } from '../caching/shop.fixture.ts';
import { type SimulatedCache, simulate } from '../caching/simulated-cache.fixture.ts';
import { studyCaches } from '../caching/study-cache.ts';
import type { CachePromise } from '../contract/contract.ts';
import type { DeployedCaching } from '../plan/caching-plan.ts';
import { judgeCaching } from './caching.ts';

interface Case {
  readonly cache?: Partial<SimulatedCache>;
  readonly promise?: CachePromise;
  readonly deployed?: DeployedCaching;
  readonly status?: number;
}

function judged({ cache = {}, promise, deployed = { read: false }, status }: Case) {
  const contract = promise === undefined ? shop() : shop({ cache: promise });
  const plan = planOf(contract, { deployedCaching: () => deployed });
  const seen = simulate(plan, { ...sound, ...cache });
  const observations = status === undefined ? seen : seen.map((each) => ({ ...each, status, mark: null }));
  const { verdict, reasons } = judgeCaching(plan, null, studyCaches(plan, observations));
  return { verdict, text: reasons.join('\n') };
}

const stage = (ttlSeconds: number, keyedBy: readonly string[] = ['query.currency']): DeployedCaching => ({
  read: true,
  cache: { ttlSeconds, keyedBy, invalidationNeedsPermission: true },
});

describe('a promised cache', () => {
  it('passes as promised, without a word', () => {
    assert.deepEqual(judged({}), { verdict: 'pass', text: '' });
  });

  it('fails where nothing is cached', () => {
    const { verdict, text } = judged({ cache: { ttlSeconds: 0 } });
    assert.equal(verdict, 'fail');
    assert.match(
      text,
      /promises a cache of 10 s, and none of \d+ answers came out of one.*Fix: switch caching on/,
    );
  });

  it('fails with another time to live, and the stage says who is wrong', () => {
    assert.match(
      judged({ cache: { ttlSeconds: 20 } }).text,
      /an entry lives (19\.\d|20\.\d) s .*promises 10 s.*Fix:/,
    );
    assert.match(
      judged({ cache: { ttlSeconds: 20 }, deployed: stage(20) }).text,
      /The stage is set to 20 s.*as measured/,
    );
    assert.match(judged({ cache: { ttlSeconds: 20 }, deployed: stage(10) }).text, /deploy again/);
  });

  it('fails where an entry outlives the promise, even if its end is never seen', () => {
    const { verdict, text } = judged({ cache: { ttlSeconds: 3600 } });
    assert.equal(verdict, 'fail');
    assert.match(text, /still given out after/);
  });

  it('fails where the key lacks a parameter, and where it has one too many', () => {
    const lacking = judged({ cache: { keyedBy: [] }, deployed: stage(10, []) });
    assert.equal(lacking.verdict, 'fail');
    assert.match(lacking.text, /the key lacks query\.currency.*CacheKeyParameters/);
    const extra = judged({ cache: { keyedBy: ['query.currency', 'query.lang'] } });
    assert.equal(extra.verdict, 'fail');
    assert.match(extra.text, /query\.lang is part of the key although the contract doesn't say so/);
  });

  it('says nothing of the key where it names none', () => {
    assert.equal(judged({ cache: { keyedBy: ['path.id'] }, promise: { ttlSeconds: 10 } }).verdict, 'pass');
  });
});

describe('what could not be told', () => {
  const alike = { hitMs: sound.hitMs, missMs: sound.hitMs, ttlSeconds: 0, marked: false } as const;

  it('is no excuse where the stage itself says that it keeps nothing', () => {
    const { verdict, text } = judged({ cache: alike, deployed: { read: true, cache: null } });
    assert.equal(verdict, 'fail');
    assert.match(text, /the stage is set to keep nothing of this route/);
  });
});

describe('what could not be told by anybody', () => {
  it('is inconclusive with what to do: name a mark', () => {
    const alike = { hitMs: sound.hitMs, missMs: sound.hitMs, marked: false, refresh: 'ignored' } as const;
    const contract = { ...shop(), marks: {} };
    const plan = planOf(contract);
    const { verdict, reasons } = judgeCaching(
      plan,
      null,
      studyCaches(plan, simulate(plan, { ...sound, ...alike })),
    );
    assert.equal(verdict, 'inconclusive');
    assert.match(reasons.join(' '), /marks: \{ invocation:/);
  });

  it('is inconclusive where nothing expired in a run that was too short, and says how long would do', () => {
    const plan = planOf(shop({ cache: { ttlSeconds: 300 } }), { durationSeconds: 60 });
    const { verdict, reasons } = judgeCaching(
      plan,
      null,
      studyCaches(plan, simulate(plan, { ...sound, ttlSeconds: 300 })),
    );
    assert.equal(verdict, 'inconclusive');
    assert.match(reasons.join(' '), /nothing expired in \d+\.\d s.*--duration 6m15s/);
  });

  it('is inconclusive where the route fails', () => {
    const { verdict, text } = judged({ status: 500 });
    assert.equal(verdict, 'inconclusive');
    assert.match(text, /had status 500/);
  });
});
