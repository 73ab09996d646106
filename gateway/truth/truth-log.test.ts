import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { describe, it } from 'node:test';
import { OptionError } from '../option-error.ts';
import type { TruthRecord } from './observation.ts';
import { openTruthLog } from './truth-log.ts';
import { startWatched } from './watched.fixture.ts';

/** What a record says besides times and ids. */
const said = ({ stack, apiType, stage, route, status, cached, throttled, cold }: TruthRecord) => ({
  stack,
  apiType,
  stage,
  route,
  status,
  cached,
  throttled,
  cold,
});

describe('the truth log', () => {
  it('has a line for each request to an API, in the order of their answers, and none for the control plane', async () => {
    const { get, end, gateway } = await startWatched();
    const answers = [];
    for (const path of [
      'rest123456/dev/mock',
      'rest123456/dev/throttled',
      'rest123456/dev/users/7',
      'rest123456/dev/nowhere',
      'rest123456/nostage/mock',
      'http123456/users/7',
    ])
      answers.push(await get(path));
    await fetch(`${gateway.endpoint}/restapis`);
    const records = await end();
    const rest = { stack: 'shop', apiType: 'rest', cached: false, throttled: false, cold: null } as const;
    assert.deepEqual(records.map(said), [
      { ...rest, stage: 'dev', route: 'GET /mock', status: 200 },
      { ...rest, stage: 'dev', route: 'GET /throttled', status: 429, throttled: true },
      { ...rest, stage: 'dev', route: 'GET /users/{id}', status: 200, cold: true },
      { ...rest, stage: 'dev', route: null, status: 403 },
      { ...rest, stage: null, route: null, status: 403 },
      { ...rest, apiType: 'http', stage: '$default', route: 'GET /users/{id}', status: 200, cold: false },
    ]);
    for (const [index, name] of [
      [0, 'x-amzn-requestid'],
      [5, 'apigw-requestid'],
    ] as const)
      assert.equal(records[index]?.requestId, answers[index]?.headers.get(name));
  });

  it('parts the total into the time of the integration and that of the gateway', async () => {
    const { get, end } = await startWatched();
    await get('rest123456/dev/users/7');
    await get('rest123456/dev/throttled');
    const [asked, refused] = await end();
    assert.ok(asked !== undefined && asked.integrationMs !== null && asked.integrationMs > 0);
    assert.ok(Math.abs(asked.totalMs - asked.integrationMs - asked.gatewayMs) < 0.002);
    assert.ok(asked.gatewayMs > 0);
    assert.equal(refused?.integrationMs, null);
    assert.equal(refused?.gatewayMs, refused?.totalMs);
  });

  it('has lines for requests that got no stage, with the id that their caller got', async () => {
    const { get, end } = await startWatched();
    const refused = await get('rest123456/nostage/mock');
    const [record] = await end();
    assert.equal(record?.requestId, refused.headers.get('x-amzn-requestid'));
  });

  it('loses no line, however many wait when it is closed', async () => {
    const { get, end } = await startWatched();
    const answers = await Promise.all(Array.from({ length: 700 }, () => get('rest123456/dev/mock')));
    const ids = answers.map(({ headers }) => headers.get('x-amzn-requestid'));
    assert.deepEqual(new Set((await end()).map(({ requestId }) => requestId)), new Set(ids));
  });

  it('ends with a sentence where the disk is full, and requests go on', {
    skip: existsSync('/dev/full') ? false : 'this system has no /dev/full',
  }, () => {
    const sentences: string[] = [];
    const log = openTruthLog('/dev/full', (sentence) => sentences.push(sentence));
    const record = { requestId: 'id', status: 200 } as TruthRecord;
    for (let count = 0; count < 1200; count += 1) log.add(record);
    log.close();
    assert.equal(sentences.length, 2);
    assert.match(sentences[0] ?? '', /can't be written any more: ENOSPC/);
    assert.match(sentences[1] ?? '', /^1200 lines are missing/);
  });

  it('is refused before anything starts where its file can’t be written', () => {
    assert.throws(() => openTruthLog('/nowhere/truth.ndjson'), OptionError);
  });
});
