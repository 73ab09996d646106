import { expectations } from '../src/conformance/expectations.ts';
import { apiTypes } from '../src/contract/contract.ts';
import { expect, test } from './fixtures.ts';

for (const apiType of apiTypes) {
  const { name, requestIdHeaders } = expectations[apiType];

  test.describe(`What a function returns arrives as HTTP [${name}]`, () => {
    test('its result is not passed on as an envelope', ({ recorded }) => {
      for (const exchange of recorded({ apiType, check: 'envelope' })) {
        expect.soft(exchange).toKeep('envelope');
      }
    });

    test('a body with a content type of JSON is JSON', ({ recorded }) => {
      for (const exchange of recorded({ apiType, check: 'content-type-true' })) {
        expect.soft(exchange).toKeep('content-type-true');
      }
    });

    test('bytes arrive as bytes, and not as base64', ({ recorded }) => {
      for (const exchange of recorded({ apiType, check: 'base64-body' })) {
        expect.soft(exchange).toKeep('base64-body');
      }
    });

    test(`every answer can be found in the logs by ${requestIdHeaders.join(' and ')}`, ({ recorded }) => {
      for (const exchange of recorded({ apiType, check: 'request-id' })) {
        expect.soft(exchange).toKeep('request-id');
      }
    });

    test('no answer shows a stack trace', ({ recorded }) => {
      for (const exchange of recorded({ apiType, check: 'stack-trace' })) {
        expect.soft(exchange).toKeep('stack-trace');
      }
    });
  });
}
