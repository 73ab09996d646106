import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { costFor } from './cost.fixture.ts';
import { answerOf, waitingLine } from './cost-words.ts';
import { bytes, calls, dollars } from './money.ts';
import { formatCost } from './terminal-cost.ts';

const lambda = { milliseconds: 40, megabytes: 128, arm: false };

describe('a cost on the terminal', () => {
  it('is a bill of both API types for one month, with Lambda apart', () => {
    const text = formatCost(costFor({ usage: { lambda } }));
    assert.match(text, /^US dollars a month in us-east-1, prices of 2026-01-01; .*answers of 3 KB/);
    assert.match(text, /25,000,000 calls +REST API +HTTP API +difference/);
    assert.match(text, /requests +87\.50 +25\.00 +62\.50/);
    assert.match(text, /without Lambda +87\.50 +25\.00 +62\.50/);
    assert.match(text, /with Lambda +94\.58 +32\.08 +62\.50/);
    assert.match(
      text,
      /At 25 million calls a month the HTTP API costs 62\.50 less than the REST API \(71 % /,
    );
  });

  it('is a line a month along a range and of a profile, which is summed up', () => {
    const range = formatCost(costFor({ volume: { kind: 'range', from: 1e6, to: 1e7 } }));
    assert.match(
      range,
      /From 1 million to 10 million calls a month the HTTP API costs 2\.50 to 25\.00 less than the REST API\./,
    );
    assert.match(range, /1,000,000 +3\.50 +1\.00 +2\.50 +71 %/);
    const months = [
      { name: 'jan', requests: 1e6 },
      { name: 'feb\u001b[31m', requests: 3e6 },
    ];
    const profile = formatCost(costFor({ volume: { kind: 'profile', months } }));
    assert.match(profile, /feb\\u001b\[31m/);
    assert.match(profile, /all +4,000,000 +14\.00 +4\.00 +10\.00 +71 %/);
  });

  it('says where the bills meet, and where they never do', () => {
    const text = formatCost(costFor());
    assert.match(text, /The HTTP API costs 100\.00 a month less from 40 million calls on/);
    assert.match(text, /REST API requests get cheaper at 333 million, 1 billion, 20 billion calls\./);
    assert.match(text, /Data transfer costs something from about 35 million calls on\./);
    const large = { calls: [{ weight: 1, requestBytes: 0, responseBytes: 5 * 2 ** 20 }] };
    const other = costFor({ usage: large });
    assert.match(formatCost(other), /It never costs 100\.00 or 1,000\.00 a month less\./);
    assert.match(answerOf(other.months[0] ?? assert.fail()), /the REST API costs .* less than the HTTP API/);
  });

  it('says when a cache pays for itself, or what is missing to tell', () => {
    const cache = { gigabytes: '0.5', hitShare: 0.8 };
    const big = { milliseconds: 200, megabytes: 1024, arm: false };
    const says = (...told: Parameters<typeof costFor>) => formatCost(costFor(...told));
    assert.match(
      says({ usage: { cache, lambda: big }, hitShareKnown: true }),
      /costs 14\.60 a month; answering 80 % of all calls, it pays for itself in function runs from about 5\.17 million calls on/,
    );
    assert.match(
      says({ usage: { cache, lambda: big } }),
      /at 25 million calls it pays for itself in function runs once it answers 17 % of them/,
    );
    assert.match(says({ usage: { cache, lambda } }), /more than all function runs/);
    assert.match(says({ usage: { cache } }), /--lambda-ms/);
  });

  it('says what it takes for granted', () => {
    const text = formatCost(
      costFor({ runId: '20261123-063501-latency-k3f9', usage: { unchargedShare: 0.0125 } }),
    );
    assert.match(
      text,
      /mix of 4 routes as run 20261123-063501-latency-k3f9 measured them on shop:rest, shop:http/,
    );
    assert.match(text, /1\.25 %, the answers with 401, 403 and 429 in the run/);
    assert.match(text, /512 KB of the larger of request and answer/);
    assert.match(text, /edge-optimised endpoint pays CloudFront's price/);
  });
});

describe('a difference in latency', () => {
  it('is told in hours of waiting, and in money where functions wait', () => {
    const about = { savedMs: 18, monthlyRequests: 10_000_000, gbSecond: '0.0000166667' };
    assert.equal(
      waitingLine(about),
      'At 10 million calls a month, 18.0 ms a call are 50 hours less of waiting on the HTTP API, 3.00 a month where callers are functions of 1,024 MB.',
    );
    assert.equal(
      waitingLine({ ...about, savedMs: -0.5, gbSecond: null }),
      'At 10 million calls a month, 0.500 ms a call are 1.39 hours more of waiting on the HTTP API.',
    );
  });
});

describe('figures', () => {
  it('of money are rounded to the cent, and small ones never to nothing', () => {
    assert.deepEqual([0, 0.0000035, 0.014, 0.5, 14.6, 1234.567, -62.5, -0.002].map(dollars), [
      '0.00',
      '0.0000035',
      '0.014',
      '0.50',
      '14.60',
      '1,234.57',
      '−62.50',
      '−0.002',
    ]);
  });

  it('of calls and bytes are as people say them, and say where they are rounded', () => {
    assert.deepEqual([999, 12_000, 25e6, 412_345_678, 1e9, 1.5e12].map(calls), [
      '999',
      '12,000',
      '25 million',
      'about 412 million',
      '1 billion',
      '1.5 trillion',
    ]);
    assert.deepEqual([0, 180, 1024, 3e6].map(bytes), ['0 bytes', '180 bytes', '1 KB', '2.86 MB']);
  });
});
