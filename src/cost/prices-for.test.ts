import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, it } from 'node:test';
import { UsageError } from '../errors/usage-error.ts';
import { priceFileOf } from './price-file.ts';
import { pricesFor } from './prices-for.ts';
import { publishedPrices } from './published-prices.ts';

const own = (parsed: unknown, region = 'us-east-1') => ({
  file: 'prices.json',
  prices: priceFileOf(parsed, { file: 'prices.json', region }),
});

const refused = (work: () => unknown, pattern: RegExp) =>
  assert.throws(
    work,
    (error) => error instanceof UsageError && pattern.test([error.message, ...error.next].join('\n')),
  );

describe('prices of a region', () => {
  it('are the published ones, which hold tiers that go up and end open, a date and sources', () => {
    for (const [region, list] of Object.entries(publishedPrices)) {
      assert.deepEqual(pricesFor(region, null), list);
      // A published list passes what a file has to.
      assert.deepEqual(
        own({ regions: { [region]: list } }).prices.regions[region]?.restRequests,
        list.restRequests,
      );
      assert.match(list.asOf, /^\d{4}-\d{2}-\d{2}$/);
      assert.ok(list.sources.every((source) => source.startsWith('https://aws.amazon.com/')));
    }
  });

  it("are never another region's", () => {
    refused(
      () => pricesFor('eu-west-1', null),
      /no prices for the region eu-west-1[\s\S]*--refresh[\s\S]*--prices FILE/,
    );
    refused(() => pricesFor('us-east-2', null), /Did you mean "us-east-1"/);
    refused(() => pricesFor('eu-west-1', own({ regions: { 'eu-west-2': {} } })), /not in prices.json either/);
    refused(() => pricesFor('__proto__', null), /no prices/);
  });

  it('may be overridden figure by figure', () => {
    const { lambda, httpRequests, asOf, sources } = pricesFor(
      'us-east-1',
      own({
        regions: { 'us-east-1': { lambda: { requests: 0.1 }, httpRequests: '0.80', asOf: '2026-11-01' } },
      }),
    );
    assert.deepEqual(lambda?.requests, '0.1');
    assert.deepEqual(lambda?.gbSecondArm, publishedPrices['us-east-1']?.lambda?.gbSecondArm);
    assert.deepEqual([httpRequests, asOf], [[{ upTo: null, price: '0.80' }], '2026-11-01']);
    assert.equal(sources.at(-1), 'a price file');
  });

  it('may be given for the region in question without naming it', () => {
    const list = pricesFor(
      'eu-west-1',
      own({ restRequests: 4, httpRequests: 1, dataTransfer: 0.1 }, 'eu-west-1'),
    );
    assert.deepEqual([list.region, list.lambda, list.cacheHour], ['eu-west-1', null, {}]);
  });

  it('need those of requests and transfer, and whole groups', () => {
    refused(
      () => pricesFor('eu-west-1', own({ restRequests: 4 }, 'eu-west-1')),
      /no httpRequests, no dataTransfer/,
    );
    const half = { restRequests: 4, httpRequests: 1, dataTransfer: 0.1, lambda: { requests: 0.2 } };
    refused(() => pricesFor('eu-west-1', own(half, 'eu-west-1')), /no lambda.gbSecondX86/);
  });
});

describe('a price file', () => {
  it('is what docs/cost.md shows', async () => {
    const docs = await readFile(new URL('../../docs/cost.md', import.meta.url), 'utf8');
    const [, block = ''] = /```json\n([\s\S]*?)```/.exec(docs) ?? [];
    const list = pricesFor('eu-central-1', own(JSON.parse(block)));
    assert.deepEqual(
      [list.asOf, list.httpRequests, list.waf?.rule],
      ['2026-11-20', [{ upTo: null, price: '1.20' }], '1'],
    );
  });

  it('is refused with the path of the mistake', () => {
    const at = (list: unknown) => () => own({ regions: { 'us-east-1': list } });
    refused(() => own([]), /holds no object/);
    refused(() => own({ schemaVersion: 2, regions: {} }), /schemaVersion 2/);
    refused(() => own({ regions: {} }), /no region/);
    refused(at(5), /regions\["us-east-1"\] is no object/);
    refused(at({ restRequest: 1 }), /restRequest is no price[\s\S]*Did you mean "restRequests"/);
    refused(at({ lambda: { request: 1 } }), /lambda.request is no price[\s\S]*"requests"/);
    refused(at({ restRequests: 'cheap' }), /restRequests is no price: "cheap"/);
    refused(at({ restRequests: -1 }), /is no price: -1/);
    refused(at({ restRequests: [] }), /has no tier/);
    refused(at({ restRequests: [{ upTo: 5, price: 1 }] }), /last tier, and its upTo must be null/);
    refused(at({ restRequests: [{ price: 1 }, { price: 2 }] }), /has no upTo, and isn't the last/);
    refused(
      at({ restRequests: [{ upTo: 5, price: 1 }, { upTo: 4, price: 1 }, { price: 1 }] }),
      /\[1\].upTo doesn't go up/,
    );
    refused(at({ cacheHour: { big: 1 } }), /the size "big"/);
    refused(at({ asOf: 'today' }), /asOf is no date/);
    refused(at({ dataTransferFreeGb: '100' }), /no number of GB/);
  });
});
