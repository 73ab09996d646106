import assert from 'node:assert/strict';
import { it } from 'node:test';
import { planOf, shop, sound } from './shop.fixture.ts';
import { lognormalMs, simulate } from './simulated-cache.fixture.ts';
import { studyCaches } from './study-cache.ts';

const timesToLive = [5, 10, 20, 30] as const;
const misses = [
  [5, 30],
  [10, 60],
  [20, 80],
  [50, 200],
  [100, 400],
] as const;
const keys = [[], ['path.id'], ['query.currency'], ['path.id', 'query.currency'], ['query.lang']] as const;

/** A machine that adds a little to each answer, and much to some. */
function onMachine(ms: (random: () => number) => number, busy: number) {
  return (random: () => number): number =>
    ms(random) + (random() < busy ? -20 * Math.log(1 - random()) : random() / 2);
}

it('without a mark, hit ratios of twenty caches are within two points and their intervals, or left open', () => {
  const told = Array.from({ length: 20 }, (_, index) => {
    const ttlSeconds = timesToLive[index % 4] as number;
    const [median, p99] = misses[index % 5] as readonly [number, number];
    const busy = index < 10 ? 0 : 0.03;
    const plan = planOf(shop({ cache: { ttlSeconds, keyedBy: ['query.currency'] } }), {
      runId: `run-${index}`,
    });
    const observations = simulate(plan, {
      ...sound,
      ttlSeconds,
      keyedBy: keys[(index + Math.floor(index / 5)) % 5] ?? [],
      marked: false,
      hitMs: onMachine(sound.hitMs, busy),
      missMs: onMachine(lognormalMs(median, p99), busy),
      seed: 300 + index,
    });
    const [route] = studyCaches(plan, observations);
    const own = observations.filter(({ request }) => plan.purposes[request]?.does !== 'floor');
    const truth = own.filter(({ hit }) => hit).length / own.length;
    const { hitRatio, ttlSeconds: ttl } = route ?? assert.fail('no route');
    const setting = JSON.stringify({ index, ttlSeconds, median, busy, truth, hitRatio, ttl });
    if (ttl?.value != null) assert.ok(Math.abs(ttl.value - ttlSeconds) <= 1, setting);
    if (hitRatio === null) return false;
    assert.ok(Math.abs(hitRatio.value - truth) <= 0.02, setting);
    assert.ok(hitRatio.low <= truth && truth <= hitRatio.high, setting);
    return true;
  });
  // Where misses take hardly longer than hits, nothing tells them apart.
  assert.ok(told.filter(Boolean).length >= 12, JSON.stringify(told));
});
