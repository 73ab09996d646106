import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, it } from 'node:test';
import { UsageError } from '../errors/usage-error.ts';
import { type FakeProduct, fakePriceList, frankfurt } from './fake-price-list.fixture.ts';
import { priceFileOf } from './price-file.ts';
import { pricesFor } from './prices-for.ts';
import { publishedPrices } from './published-prices.ts';
import { refreshPrices } from './refresh-prices.ts';

const today = new Date('2026-11-23T06:00:00Z');

async function refreshed(products: readonly FakeProduct[], region = 'eu-central-1') {
  const fake = await fakePriceList(products);
  try {
    return {
      ...(await refreshPrices(region, { env: { AWS_ENDPOINT_URL: fake.endpoint } }, today)),
      asked: fake.asked,
    };
  } finally {
    await fake.close();
  }
}

const refused = (work: Promise<unknown>, pattern: RegExp) =>
  assert.rejects(
    work,
    (error) => error instanceof UsageError && pattern.test([error.message, ...error.next].join('\n')),
  );

describe('prices asked of AWS', () => {
  it('are the region’s own, in the units of the price list, from every page of the answers', async () => {
    const { list, missing, asked } = await refreshed(frankfurt);
    assert.deepEqual(missing, []);
    assert.deepEqual(list, {
      region: 'eu-central-1',
      asOf: '2026-11-20',
      sources: ['AWS Price List API, asked on 2026-11-23'],
      restRequests: [
        { upTo: 333, price: '3.7' },
        { upTo: null, price: '3' },
      ],
      httpRequests: [
        { upTo: 300, price: '1.2' },
        { upTo: null, price: '1.08' },
      ],
      cacheHour: { '0.5': '0.02', '118': '1.9' },
      dataTransfer: [
        { upTo: 10_240, price: '0.09' },
        { upTo: null, price: '0.085' },
      ],
      dataTransferFreeGb: 100,
      lambda: {
        requests: '0.2',
        gbSecondX86: [
          { upTo: 6_000_000_000, price: '0.0000166667' },
          { upTo: null, price: '0.000015' },
        ],
        gbSecondArm: [{ upTo: null, price: '0.0000133334' }],
      },
      logsIngested: [{ upTo: null, price: '0.63' }],
      waf: { webAcl: '5', rule: '1', requests: '0.6' },
      xrayTraces: '5',
      cloudFront: publishedPrices['us-east-1']?.cloudFront,
    });
    assert.ok(asked.some(({ NextToken }) => NextToken !== undefined));
    assert.ok(asked.every(({ Filters }) => Filters.some(({ Value }) => Value === 'eu-central-1')));
  });

  it('can be kept in a file and read again as they are', async () => {
    const { list } = await refreshed(frankfurt);
    const prices = priceFileOf({ regions: { [list.region]: list } }, { file: 'prices.json', region: 'x' });
    assert.deepEqual(pricesFor('eu-central-1', { file: 'prices.json', prices }), list);
  });

  it('may lack what costs extra, which is said', async () => {
    const bare = frankfurt.filter(
      ({ service, attributes }) =>
        service === 'AWSDataTransfer' || /Request$/.test(attributes.usagetype ?? ''),
    );
    const { list, missing } = await refreshed(bare.filter(({ service }) => service !== 'AWSLambda'));
    assert.deepEqual(missing, ['stage caches', 'Lambda', 'logs', 'WAF', 'X-Ray']);
    assert.equal(list.lambda, null);
  });

  it('are refused for a region that AWS has none of', async () => {
    await refused(refreshed(frankfurt, 'eu-central-9'), /no price of REST API requests in eu-central-9/);
  });

  it('are refused in another currency', async () => {
    const yuan = frankfurt.map((product) => ({ ...product, currency: 'CNY' }));
    await refused(refreshed(yuan), /in CNY and not in US dollars/);
  });

  it('are not made of a web page, nor of an error, and the advice is about prices', async () => {
    for (const [status, type, body, pattern] of [
      [200, 'text/html', '<html>', /not an AWS answer/],
      [
        400,
        'application/x-amz-json-1.1',
        '{"__type":"AccessDeniedException","message":"User: arn:aws:iam::123456789012:user/ci is not authorized to perform: pricing:GetProducts"}',
        /pricing:GetProducts[\s\S]*--prices FILE/,
      ],
    ] as const) {
      const server = createServer((request, response) => {
        request.resume();
        response.writeHead(status, { 'content-type': type });
        response.end(body);
      });
      await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
      const { port } = server.address() as AddressInfo;
      const env = { AWS_ENDPOINT_URL_PRICING: `http://127.0.0.1:${port}` };
      await refused(refreshPrices('eu-central-1', { env }, today), pattern);
      await new Promise((closed) => server.close(closed));
    }
  });
});
