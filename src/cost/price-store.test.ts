import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { UsageError } from '../errors/usage-error.ts';
import { ownPrices, storePrices } from './price-store.ts';
import { pricesFor } from './prices-for.ts';
import { publishedPrices } from './published-prices.ts';

const list = { ...(publishedPrices['us-east-1'] ?? assert.fail()), region: 'eu-west-1', asOf: '2026-11-20' };
let folder = '';

before(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'gatewright-prices-'));
});
after(() => rm(folder, { recursive: true, force: true }));

describe('prices of a project’s own', () => {
  it('are none where nobody keeps any, and an error where a file is named that is not there', async () => {
    assert.equal(await ownPrices(folder, 'eu-west-1', undefined), null);
    await assert.rejects(ownPrices(folder, 'eu-west-1', path.join(folder, 'none.json')), UsageError);
  });

  it('are kept region by region', async () => {
    const file = path.join(folder, 'prices.json');
    await storePrices(file, list);
    await storePrices(file, { ...list, region: 'eu-west-2', asOf: '2026-11-21' });
    await storePrices(file, { ...list, asOf: '2026-11-22' });
    const own = await ownPrices(folder, 'eu-west-1', undefined);
    assert.deepEqual(pricesFor('eu-west-1', own), { ...list, asOf: '2026-11-22' });
    assert.equal(pricesFor('eu-west-2', own).asOf, '2026-11-21');
  });

  it('stay as they are where the file holds something else', async () => {
    const file = path.join(folder, 'other.json');
    for (const text of ['not JSON', '{"regions":{"eu-west-1":{"price":1}}}', '[]']) {
      await writeFile(file, text);
      await assert.rejects(storePrices(file, list), UsageError);
      assert.equal(await readFile(file, 'utf8'), text);
    }
    await assert.rejects(storePrices(path.join(folder, 'no', 'folder.json'), list), UsageError);
  });
});
