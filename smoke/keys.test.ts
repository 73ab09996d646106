import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { PlannedExchange } from '../src/conformance/exchange.ts';
import type { KeyQuota, KeyStanding } from '../src/credential/key-standing.ts';
import type { Target } from '../src/discovery/target.ts';
import { UsageError } from '../src/errors/usage-error.ts';
import { withKeys } from './keys.ts';

const target: Target = {
  target: 'shop:rest',
  apiType: 'rest',
  invokeUrl: 'https://abc123.execute-api.eu-west-1.amazonaws.com/dev',
  stage: 'dev',
  region: 'eu-west-1',
  stackName: 'shop',
  endpointType: 'REGIONAL',
  apiId: 'abc123',
};

const exchange = (
  id: string,
  secret: PlannedExchange['request']['secretHeaders'][string],
): PlannedExchange => ({
  id,
  target: 'shop:rest',
  apiType: 'rest',
  contract: 'shop',
  route: 'GET /items',
  example: 'one',
  purpose: 'example',
  request: {
    method: 'GET',
    url: target.invokeUrl,
    headers: {},
    secretHeaders: { 'x-api-key': secret },
    bodyBase64: null,
  },
});
const own = { from: 'env:KEY' } as const;
const three = [exchange('1', own), exchange('2', own), exchange('3', own), exchange('4', { madeUp: 'x' })];

async function counted(
  quota: KeyQuota | null,
  more: { readonly targets?: readonly Target[]; readonly fails?: true } = {},
) {
  const said: string[] = [];
  const standing: KeyStanding = { known: true, enabled: true, plans: [{ id: 'p1', name: 'clients', quota }] };
  const planned = await withKeys(three, {
    targets: more.targets ?? [target],
    vault: { secret: () => 'value' },
    aws: () => ({ env: { AWS_PROFILE: 'any' } }),
    say: (line) => said.push(line),
    standingOf: async () => {
      if (more.fails) throw new UsageError('You may not call GetApiKeys.');
      return standing;
    },
  });
  return { planned, said };
}

const quota = (left: number | null, limit = 100): KeyQuota => ({ limit, period: 'DAY', left });

describe('requests with an API key', () => {
  test('are let through where the quota has room for them, and know of their key', async () => {
    const { planned, said } = await counted(quota(3));
    assert.deepEqual(said, []);
    assert.deepEqual(
      planned.map(({ key }) => key?.known),
      [true, true, true, undefined],
    );
  });

  test('are refused before anything is sent where too little is left, with the numbers', async () => {
    await assert.rejects(counted(quota(2)), (error: unknown) => {
      assert.ok(error instanceof UsageError);
      assert.equal(
        error.message,
        'This run sends 3 requests with the key in the environment variable KEY, and 2 of its quota are left (100 a day in the usage plan clients).',
      );
      return true;
    });
    await assert.rejects(counted(quota(null, 2)), /2 of its quota are left/);
  });

  test('are warned of where nobody can tell what is left', async () => {
    assert.match((await counted(quota(null))).said.join(), /what is left of it could not be read/);
    assert.match(
      (await counted(null, { fails: true })).said.join(),
      /is not known: You may not call GetApiKeys\./,
    );
    const bare = [{ ...target, apiId: null }];
    assert.match((await counted(null, { targets: bare })).said.join(), /a bare URL does not tell/);
  });

  test('of a plan without a quota need no word', async () => {
    assert.deepEqual((await counted(null)).said, []);
  });
});
