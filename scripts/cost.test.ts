import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fakePriceList, frankfurt } from '../src/cost/fake-price-list.fixture.ts';
import { UsageError } from '../src/errors/usage-error.ts';
import type { CostDocument } from '../src/report/documents.ts';
import { simulatedRun } from '../src/statistics/simulated-run.fixture.ts';
import { parseArguments } from './arguments.ts';
import { cost } from './cost.ts';

let project = '';

before(async () => {
  project = await mkdtemp(path.join(os.tmpdir(), 'gatewright-cost-'));
  await writeFile(path.join(project, 'package.json'), '{}');
});
after(() => rm(project, { recursive: true, force: true }));

/** The verb as it is typed, in the project's folder. */
async function typed(words: string, env: NodeJS.ProcessEnv = {}) {
  const documents: unknown[] = [];
  const results: string[] = [];
  const told: string[] = [];
  const { values, positional } = parseArguments('cost', cost, words === '' ? [] : words.split(' '));
  const code = await cost.run(
    values,
    {
      out: {
        json: true,
        colour: false,
        columns: 100,
        progress: (line) => told.push(line),
        warn: (line) => told.push(line),
        result: (text) => results.push(text),
        document: (value) => documents.push(value),
      },
      env,
      cwd: project,
      signal: new AbortController().signal,
      onExit: () => {},
    },
    positional,
  );
  return { code, document: documents[0] as CostDocument, text: results.join('\n'), told };
}

const refused = (words: string, pattern: RegExp, env?: NodeJS.ProcessEnv) =>
  assert.rejects(typed(words, env), (error) => {
    assert.ok(error instanceof UsageError, String(error));
    assert.match([error.message, ...error.next].join('\n'), pattern);
    return true;
  });

describe('gatewright cost', () => {
  it('prices a month of the volume and the sizes that are given', async () => {
    const { code, document, text } = await typed('--monthly-requests 432e6 --response-bytes 1KB');
    const [month] = document.months;
    assert.deepEqual(
      [code, month?.requests, month?.http.charges[0]],
      [0, 432e6, { what: 'requests', usd: 418.8 }],
    );
    assert.equal(month?.rest.charges[0]?.usd, 1442.7);
    assert.equal(month?.rest.charges[1]?.usd, 28.078857421875);
    assert.match(text, /requests +1,442\.70 +418\.80 +1,023\.90/);
  });

  it('looks along a range where no volume is given, at the prices of us-east-1 where no region is', async () => {
    const { document } = await typed('');
    assert.deepEqual([document.months.length, document.prices.region], [10, 'us-east-1']);
    assert.match(document.assumptions.join('\n'), /No size of answers is given/);
  });

  it('takes a region that somebody named for no other', async () => {
    await refused('--region eu-central-1', /no prices for the region eu-central-1[\s\S]*--refresh/);
    await refused('', /no prices for the region eu-west-3/, { AWS_REGION: 'eu-west-3' });
    await refused('--region Frankfurt', /"Frankfurt" is no region/);
  });

  it('asks AWS for prices, keeps them in the project, and goes by them from then on', async () => {
    const fake = await fakePriceList(frankfurt);
    const words = '--region eu-central-1 --monthly-requests 1M';
    try {
      const { document, told } = await typed(`${words} --refresh`, { AWS_ENDPOINT_URL: fake.endpoint });
      assert.deepEqual(
        [document.months[0]?.rest.gatewayUsd, document.months[0]?.http.gatewayUsd],
        [3.7, 1.2],
      );
      assert.match(told.join('\n'), /wrote prices\.json: prices of eu-central-1 as of 2026-11-20/);
    } finally {
      await fake.close();
    }
    const { document } = await typed(words);
    assert.deepEqual(document.prices, {
      region: 'eu-central-1',
      asOf: '2026-11-20',
      sources: [`AWS Price List API, asked on ${new Date().toISOString().slice(0, 10)}`],
    });
    assert.equal((await typed('--monthly-requests 1M')).document.months[0]?.rest.gatewayUsd, 3.5);
  });

  it('takes sizes, mix and refusals from a run, and its targets one by one if asked', async () => {
    const outcome = (status: number) => ({ second: 0, ms: 10, status });
    const run = simulatedRun({
      series: [
        { target: 'shop:rest', route: 'GET /items', outcomes: [200, 200, 200, 403].map(outcome) },
        { target: 'shop:http', route: 'GET /items', outcomes: [200].map(outcome) },
      ],
    });
    const folder = path.join(project, 'runs', '20261123-063501-latency-k3f9');
    await mkdir(folder, { recursive: true });
    await writeFile(path.join(folder, 'run.json'), JSON.stringify(run));
    const { document } = await typed('--from 20261123-063501-latency-k3f9 --region us-east-1');
    assert.deepEqual(
      [document.traffic.runId, document.traffic.responseBytes, document.traffic.unchargedShare],
      [run.runId, 180, 0.2],
    );
    const one = await typed(
      '--from runs/20261123-063501-latency-k3f9/run.json --target shop:http --region us-east-1',
    );
    assert.equal(one.document.traffic.unchargedShare, 0);
    await refused('--from 20261123-063501-latency-k3f9 --target shop:ws', /has no target shop:ws/);
    await refused('--target shop:http', /Add the run: --from RUN/);
  });

  it('writes a page with charts', async () => {
    const { told } = await typed('--monthly-requests 25M --html cost.html');
    assert.deepEqual(told, ['wrote cost.html']);
    assert.match(
      await readFile(path.join(project, 'cost.html'), 'utf8'),
      /^<!doctype html>[\s\S]*<svg class="plot"/,
    );
  });

  it('reads a profile, and prices of a file', async () => {
    await writeFile(path.join(project, 'traffic.csv'), 'month,requests\njan,1000000\nfeb,2e6\n');
    await writeFile(path.join(project, 'own.json'), JSON.stringify({ restRequests: '2.00' }));
    const { document } = await typed('--monthly-requests traffic.csv --prices own.json');
    assert.deepEqual(
      document.months.map(({ name, rest }) => [name, rest.gatewayUsd]),
      [
        ['jan', 2],
        ['feb', 4],
      ],
    );
  });

  it('says what is wrong with what was typed', async () => {
    await refused('--monthly-requests many', /"many" is no number of requests/);
    await refused('--monthly-requests nowhere.json', /no such file/);
    await refused('--response-bytes big', /--response-bytes takes a number of bytes, not "big"/);
    await refused('--uncharged 120%', /share from 0 to 1/);
    await refused('--cache-size 1', /no stage cache of 1 GB[\s\S]*0\.5, 1\.6/);
    await refused('--cache-hits 0.5', /needs a cache/);
    await refused('--lambda-mb 64 --lambda-ms 5', /memory in MB from 128/);
    await refused('--arm', /--arm says nothing without a duration/);
    await refused('--saving 0', /above 0/);
    await refused('--from nothing', /run/);
    await refused('--prices none.json', /no price file/);
    await refused('--waf-rules 1.5', /whole number of rules/);
  });
});
