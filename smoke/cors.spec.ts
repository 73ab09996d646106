import { expectations } from '../src/conformance/expectations.ts';
import { apiTypes } from '../src/contract/contract.ts';
import { expect, test } from './fixtures.ts';

for (const apiType of apiTypes) {
  test.describe(`A page of another origin may call [${expectations[apiType].name}]`, () => {
    test('the preflight succeeds', ({ recorded }) => {
      for (const exchange of recorded({ apiType, check: 'cors-preflight-status' })) {
        expect.soft(exchange).toKeep('cors-preflight-status');
      }
    });

    test("the preflight allows the page's origin", ({ recorded }) => {
      for (const exchange of recorded({ apiType, check: 'cors-allow-origin' })) {
        expect.soft(exchange).toKeep('cors-allow-origin');
      }
    });

    test("the preflight allows the route's method", ({ recorded }) => {
      for (const exchange of recorded({ apiType, check: 'cors-allow-methods' })) {
        expect.soft(exchange).toKeep('cors-allow-methods');
      }
    });

    test('the preflight allows the promised headers', ({ recorded }) => {
      for (const exchange of recorded({ apiType, check: 'cors-allow-headers' })) {
        expect.soft(exchange).toKeep('cors-allow-headers');
      }
    });

    test('no other origin is allowed', ({ recorded }) => {
      for (const exchange of recorded({ apiType, check: 'cors-denied-origin' })) {
        expect.soft(exchange).toKeep('cors-denied-origin');
      }
    });

    test('the answer itself allows the origin', ({ recorded }) => {
      for (const exchange of recorded({ apiType, check: 'cors-on-response' })) {
        expect.soft(exchange).toKeep('cors-on-response');
      }
    });

    test('CORS headers come once', ({ recorded }) => {
      for (const exchange of recorded({ apiType, check: 'cors-duplicate-headers' })) {
        expect.soft(exchange).toKeep('cors-duplicate-headers');
      }
    });
  });
}

test("The gateway's own errors can be read by a page [REST API]", ({ recorded }) => {
  for (const exchange of recorded({ apiType: 'rest', check: 'cors-on-gateway-error' })) {
    expect.soft(exchange).toKeep('cors-on-gateway-error');
  }
});
