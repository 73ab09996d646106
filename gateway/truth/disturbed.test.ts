import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { startWatched } from './watched.fixture.ts';

describe('a gateway that is told to be slow or broken', () => {
  it('takes time of its own, or the integration’s, and says so in the truth log', async () => {
    const { get, end } = await startWatched({
      latency: ['rest=fixed:12', 'http=fixed:9@integration'],
      faults: ['cold:fixed:7'],
    });
    for (const path of ['rest123456/dev/mock', 'rest123456/dev/users/1', 'http123456/users/1'])
      assert.equal((await get(path)).status, 200);
    const [mock, cold, warm] = await end();
    assert.ok(mock !== undefined && cold !== undefined && warm !== undefined);
    assert.deepEqual(
      [mock, cold, warm].map((record) => [record.addedGatewayMs, record.addedIntegrationMs]),
      [
        [12, 0],
        [12, 7],
        [0, 9],
      ],
    );
    assert.ok(mock.gatewayMs >= 12 && mock.totalMs >= 12);
    assert.ok((cold.integrationMs ?? 0) >= 7 && cold.gatewayMs >= 12);
    assert.ok((warm.integrationMs ?? 0) >= 9);
  });

  it('fails with the bodies and headers of its API type, and without asking the backend', async () => {
    const { get, end } = await startWatched({ faults: ['rest=5xx:1', 'http=5xx:1,503'] });
    const rest = await get('rest123456/dev/users/1');
    assert.equal(rest.status, 500);
    assert.equal(rest.headers.get('x-amzn-errortype'), 'InternalServerErrorException');
    assert.deepEqual(await rest.json(), { message: 'Internal server error' });
    const http = await get('http123456/users/1');
    assert.equal(http.status, 503);
    assert.deepEqual(await http.json(), { message: 'Service Unavailable' });
    const records = await end();
    assert.deepEqual(
      records.map(({ fault, integrationMs }) => [fault, integrationMs]),
      [
        ['5xx', null],
        ['5xx', null],
      ],
    );
  });

  it('drops connections without an answer', async () => {
    const { get, end } = await startWatched({ faults: ['rest GET /mock=drop:1'] });
    await assert.rejects(get('rest123456/dev/mock'));
    assert.equal((await get('rest123456/dev/users/1')).status, 200);
    const [dropped, answered] = await end();
    assert.deepEqual([dropped?.fault, dropped?.status], ['drop', null]);
    assert.deepEqual([answered?.fault, answered?.status], [null, 200]);
  });
});
