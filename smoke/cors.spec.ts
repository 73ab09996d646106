import { expectations } from '../src/conformance/expectations.ts';
import { apiTypes } from '../src/contract/contract.ts';
import { expect, test } from './fixtures.ts';

for (const apiType of apiTypes) {
  test.describe(`A page of another origin may call [${expectations[apiType].name}]`, () => {
    test('the preflight succeeds', ({ recorded }) => {
      for (const exchange of recorded({ purpose: 'preflight', apiType })) {
        expect.soft(exchange).toKeep('cors-preflight-status');
      }
    });

    test("the preflight allows the page's origin, the route's method and the promised headers", ({
      recorded,
    }) => {
      for (const exchange of recorded({ purpose: 'preflight', apiType })) {
        expect.soft(exchange).toKeep('cors-allow-origin');
        expect.soft(exchange).toKeep('cors-allow-methods');
        expect.soft(exchange).toKeep('cors-allow-headers');
      }
    });

    test('no other origin is allowed', ({ recorded }) => {
      for (const exchange of recorded({ purpose: 'preflight', apiType })) {
        expect.soft(exchange).toKeep('cors-denied-origin');
      }
    });

    test('the answer itself allows the origin, once', ({ recorded }) => {
      for (const exchange of recorded({ purpose: 'simple-cors', apiType })) {
        expect.soft(exchange).toKeep('cors-on-response');
        expect.soft(exchange).toKeep('cors-duplicate-headers');
      }
    });
  });
}

test("The gateway's own errors can be read by a page [REST API]", ({ recorded }) => {
  for (const exchange of recorded({ apiType: 'rest' })) {
    expect.soft(exchange).toKeep('cors-on-gateway-error');
  }
});
