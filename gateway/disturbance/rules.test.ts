import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import fc from 'fast-check';
import { OptionError } from '../option-error.ts';
import { createAlarmClock } from './alarm-clock.ts';
import { createDisturbances, type Disturbances } from './disturbances.ts';
import { readFault } from './fault.ts';
import { readLatency, sampler } from './latency.ts';
import { seededRandom } from './random.ts';
import { stalledFor } from './route-disturbance.ts';
import type { Place } from './target.ts';

const places: readonly Place[] = [
  { stack: 'shop', apiType: 'rest', apiId: 'rest1', logicalId: 'Rest', route: 'GET /users/{id}' },
  { stack: 'shop', apiType: 'rest', apiId: 'rest1', logicalId: 'Rest', route: 'ANY /{proxy+}' },
  { stack: 'shop', apiType: 'http', apiId: 'http1', logicalId: 'Http', route: '$default' },
  { stack: 'pets', apiType: 'http', apiId: 'http2', logicalId: 'Pets', route: 'GET /pets' },
];
const [user, proxy, shopHttp, pets] = places as [Place, Place, Place, Place];
const opened: Disturbances[] = [];
after(() => Promise.all(opened.map((one) => one.close())));
const disturbances = (rules: { latency?: string[]; faults?: string[] }, seed = 1) => {
  const made = createDisturbances({ seed, places: () => places });
  opened.push(made);
  made.set(rules);
  return made;
};

describe('a latency', () => {
  it('is read with its distribution, what it counts as, and the APIs and the route that it is for', () => {
    const everywhere = { stack: null, apiType: null, api: null, route: null };
    for (const [text, target, distribution, as] of [
      ['lognormal:20,80', everywhere, { kind: 'lognormal', medianMs: 20, p99Ms: 80 }, 'gateway'],
      ['rest=fixed:0.5', { ...everywhere, apiType: 'rest' }, { kind: 'fixed', ms: 0.5 }, 'gateway'],
      ['shop=none', { ...everywhere, stack: 'shop' }, null, 'gateway'],
      [
        'shop:http GET /a/{id}=fixed:3@integration',
        { ...everywhere, stack: 'shop', apiType: 'http', route: 'GET /a/{id}' },
        { kind: 'fixed', ms: 3 },
        'integration',
      ],
      [
        'shop:Rest=fixed:3',
        { ...everywhere, stack: 'shop', api: 'Rest' },
        { kind: 'fixed', ms: 3 },
        'gateway',
      ],
    ] as const)
      assert.deepEqual(readLatency(text), { text, target, distribution, as });
  });

  for (const text of [
    '',
    'lognormal:20',
    'lognormal:80,20',
    'lognormal:0,1',
    'fixed:',
    'fixed:-1',
    'fixed:1@client',
    'fixed:Infinity',
    'normal:1,2',
    'rest=',
  ])
    it(`is refused with the forms there are: "${text}"`, () => {
      assert.throws(
        () => readLatency(text),
        (error) =>
          error instanceof OptionError && error.next.some((line) => line.includes('lognormal:MEDIAN,P99')),
      );
    });

  it('draws a lognormal distribution with its median and its 99th percentile', () => {
    const draw = sampler({ kind: 'lognormal', medianMs: 20, p99Ms: 80 }, seededRandom(7));
    const drawn = Float64Array.from({ length: 200_000 }, draw).sort();
    const quantile = (share: number): number => drawn[Math.floor(drawn.length * share)] ?? 0;
    assert.ok(Math.abs(quantile(0.5) - 20) < 0.2, String(quantile(0.5)));
    assert.ok(Math.abs(quantile(0.99) - 80) < 2, String(quantile(0.99)));
  });

  it('of the most special rule counts, and of equal ones the last', () => {
    const { at } = disturbances({
      latency: [
        'fixed:1',
        'rest=fixed:2',
        'shop=fixed:3',
        'rest GET /users/{id}=fixed:4',
        'shop:rest ANY /{proxy+}=none',
        'pets:Pets=fixed:6',
        'pets:http=fixed:5',
        'shop:http1=fixed:8',
        'shop:Http=fixed:7',
      ],
    });
    assert.deepEqual(
      [user, proxy, shopHttp, pets].map((place) => at(place).gatewayMs()),
      [4, 0, 7, 6],
    );
    const elsewhere = {
      stack: 'other',
      apiType: 'http',
      apiId: 'http3',
      logicalId: 'Http',
      route: null,
    } as const;
    assert.equal(at(elsewhere).gatewayMs(), 1);
    assert.equal(at(user).integrationMs(), 0);
  });

  it('is drawn alike with the same seed, and otherwise with another', () => {
    const drawn = (seed: number) => {
      const { gatewayMs } = disturbances({ latency: ['lognormal:20,80'] }, seed).at(user);
      return Array.from({ length: 5 }, gatewayMs);
    };
    assert.deepEqual(drawn(1), drawn(1));
    assert.notDeepEqual(drawn(1), drawn(2));
  });

  it('for nothing that is served is a mistake, which tells what is served, and changes nothing', () => {
    const made = disturbances({ latency: ['fixed:1'] });
    for (const [text, named] of [
      ['shops=fixed:2', /shop:rest/],
      ['pets:rest=fixed:2', /pets:http/],
      ['pets GET /pet=fixed:2', /GET \/pets/],
    ] as const)
      assert.throws(
        () => made.set({ latency: [text] }),
        (error) => error instanceof OptionError && error.next.some((line) => named.test(line)),
      );
    assert.deepEqual(made.latency, ['fixed:1']);
  });

  it('may be for anything before the first deployment', () => {
    const made = createDisturbances({ seed: 1, places: () => [] });
    opened.push(made);
    made.set({ latency: ['fixed:1', 'shop=fixed:2'] });
    assert.equal(made.at(user).gatewayMs(), 2);
  });
});

describe('a fault', () => {
  it('is read with its kind and its APIs', () => {
    for (const [text, fault] of [
      ['stall:200,10000', { kind: 'stall', forMs: 200, everyMs: 10_000 }],
      ['stall:1000', { kind: 'stall', forMs: 1000, everyMs: Number.POSITIVE_INFINITY }],
      ['throttle:4', { kind: 'throttle', spread: { nodes: 4, lagMs: 0 } }],
      ['throttle:4,250', { kind: 'throttle', spread: { nodes: 4, lagMs: 250 } }],
      ['drop:0.01', { kind: 'drop', rate: 0.01 }],
      ['5xx:2.5%', { kind: '5xx', rate: 0.025, status: 500 }],
      ['5xx:1,503', { kind: '5xx', rate: 1, status: 503 }],
      [
        'cold:lognormal:400,1200',
        { kind: 'cold', distribution: { kind: 'lognormal', medianMs: 400, p99Ms: 1200 } },
      ],
    ] as const)
      assert.deepEqual(readFault(`pets=${text}`), {
        text: `pets=${text}`,
        target: { stack: 'pets', apiType: null, api: null, route: null },
        fault,
      });
  });

  for (const text of [
    '',
    'stall:200,100',
    'stall:1e9',
    'stall:,1000',
    'throttle:0',
    'throttle:2.5',
    'throttle:4,-1',
    'throttle:4,100,2',
    'drop:0x1',
    'drop:2',
    'drop:-1',
    'drop:1,2',
    '5xx:0.1,404',
    '4xx:1',
    'cold:1',
    'none:1',
  ])
    it(`is refused with the forms there are: "${text}"`, () => {
      assert.throws(() => readFault(text), OptionError);
    });

  it('happens at its rate, never at 0 and always at 1', () => {
    const share = (text: string): number => {
      const { failure } = disturbances({ faults: [text] }).at(user);
      return Array.from({ length: 20_000 }, failure).filter((one) => one !== null).length / 20_000;
    };
    assert.equal(share('5xx:0'), 0);
    assert.equal(share('drop:1'), 1);
    assert.ok(Math.abs(share('5xx:10%,504') - 0.1) < 0.01);
  });

  it('is for its own APIs', () => {
    const { at } = disturbances({ faults: ['pets=5xx:1,503', 'shop=cold:fixed:9'] });
    assert.equal(at(pets).failure(), 503);
    assert.equal(at(user).failure(), null);
    assert.deepEqual([at(pets).coldMs(), at(user).coldMs()], [0, 9]);
  });

  it('that spreads throttles is the most special one for a place, and tells when it changes', () => {
    const made = disturbances({ faults: ['throttle:2', 'shop:rest=throttle:4,100', 'drop:0.5'] });
    assert.deepEqual(made.spreadAt(user), { nodes: 4, lagMs: 100 });
    assert.deepEqual(made.spreadAt(pets), { nodes: 2, lagMs: 0 });
    const before = made.throttling;
    made.set({ latency: ['fixed:1'] });
    assert.equal(made.throttling, before);
    made.set({ faults: ['throttle:2'] });
    assert.notEqual(made.throttling, before);
    made.set({ faults: [] });
    assert.equal(made.spreadAt(user), null);
  });

  it('that stalls holds every request until its end, at every multiple of its interval', () => {
    const stall = { forMs: 200, everyMs: 1000 };
    assert.deepEqual(
      [0, 100, 999, 1000, 1150, 1200, 5001].map((at) => stalledFor(stall, at)),
      [0, 0, 0, 200, 50, 0, 199],
    );
    const once = { forMs: 200, everyMs: Number.POSITIVE_INFINITY };
    assert.deepEqual(
      [0, 150, 200, 1000].map((at) => stalledFor(once, at)),
      [200, 50, 0, 0],
    );
  });
});

describe('the alarm clock', () => {
  it('wakes sleepers in the order of their deadlines, none too soon, and all when it is closed', async () => {
    const clock = createAlarmClock();
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(fc.integer({ min: 0, max: 40 }), { maxLength: 12 }), async (halves) => {
        const woken: { readonly earliestMs: number; readonly latestMs: number }[] = [];
        await Promise.all(
          halves.map(async (half) => {
            const earliestMs = performance.now() + half / 2;
            const waiting = clock.wait(half / 2);
            const latestMs = performance.now() + half / 2;
            await waiting;
            woken.push({ earliestMs, latestMs });
            assert.ok(performance.now() >= earliestMs - 0.01);
          }),
        );
        assert.equal(woken.length, halves.length);
        // A deadline lies somewhere within the call that set it, which a busy machine may draw out.
        for (const [at, { earliestMs }] of woken.entries()) {
          for (const later of woken.slice(at + 1)) assert.ok(later.latestMs >= earliestMs);
        }
      }),
      { seed: 4, numRuns: 20 },
    );
    const asleep = clock.wait(3_600_000);
    await clock.close();
    await asleep;
    await clock.wait(3_600_000);
  });
});
