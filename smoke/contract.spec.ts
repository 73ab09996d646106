import { exampleTitle } from '../src/conformance/title.ts';
import { apiTypes } from '../src/contract/contract.ts';
import { examplesOf } from '../src/contract/example.ts';
import { routesOf } from '../src/contract/route.ts';
import { expect, test } from './fixtures.ts';
import { contractsUnderTest } from './recorded-run.ts';

for (const contract of await contractsUnderTest()) {
  for (const apiType of apiTypes) {
    for (const { key, route } of routesOf(contract, apiType)) {
      for (const { title, example } of examplesOf(route, apiType)) {
        test(exampleTitle(contract, apiType, { key, title, example }), ({ recorded }) => {
          for (const exchange of recorded({ contract: contract.name, apiType, route: key, example: title })) {
            expect.soft(exchange).toConform();
          }
        });
      }
    }
  }
}
