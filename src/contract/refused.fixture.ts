import assert from 'node:assert/strict';
import { checkContract } from './check-contract.ts';
import type { Contract } from './contract.ts';
import type { JsonSchema } from './json.ts';

export const user = {
  type: 'object',
  properties: {
    id: { type: 'string' },
    role: { enum: ['admin', 'guest'] },
    tags: { type: 'array', items: { type: 'object', properties: { key: { type: 'string' } } } },
    address: { type: 'object', properties: { city: { type: ['string', 'null'] } } },
  },
} as const satisfies JsonSchema;

/**
 * A contract with one mistake, with the compiler's error expected on the line of the mistake: `tsc` fails where
 * the error is missing. At run time the same mistake must have this path.
 */
export function refuses(path: string, contract: Contract) {
  assert.deepEqual(
    checkContract(contract).map((mistake) => mistake.path),
    [path],
  );
}
