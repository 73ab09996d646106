import { expectations } from '../src/conformance/expectations.ts';
import { apiTypes } from '../src/contract/contract.ts';
import { expect, test } from './fixtures.ts';

for (const apiType of apiTypes) {
  const { name, unknownRoute } = expectations[apiType];
  const refusal = `${unknownRoute.status} ${unknownRoute.message}`;

  test.describe(`Only promised routes answer [${name}]`, () => {
    test(`a path without a route: ${refusal}`, ({ recorded }) => {
      for (const exchange of recorded({ apiType, check: 'unknown-route' })) {
        expect.soft(exchange).toKeep('unknown-route');
      }
    });

    test(`a method without a route: ${refusal}`, ({ recorded }) => {
      for (const exchange of recorded({ apiType, check: 'wrong-method' })) {
        expect.soft(exchange).toKeep('wrong-method');
      }
    });
  });
}
