import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { planOf, shop, sound } from '../caching/shop.fixture.ts';
import { simulate } from '../caching/simulated-cache.fixture.ts';
import { simulatedRun } from '../statistics/simulated-run.fixture.ts';
import { cachingDocument, documentOf } from './caching-document.ts';
import { comparisonFor, simulatedComparison } from './comparison.fixture.ts';
import { costFor } from './cost.fixture.ts';
import type { LocalDocument, TargetsDocument } from './documents.ts';
import { latencyDocument } from './latency-document.ts';
import { failingSmoke, judgement, latency, runId, soundSmoke, targets } from './report-input.fixture.ts';

const folder = new URL('schemas/', import.meta.url);
const ajv = new Ajv2020({ strict: true, allowUnionTypes: true, allErrors: true });
addFormats.default(ajv);
for (const file of readdirSync(folder))
  ajv.addSchema(JSON.parse(readFileSync(new URL(file, folder), 'utf8')));

function errorsOf(name: string, document: unknown): string[] {
  const validate = ajv.getSchema(`urn:gatewright:schema:${name}:1`);
  assert.ok(validate, `no schema ${name}`);
  // As it is printed: what is undefined is then not there.
  validate(JSON.parse(JSON.stringify(document)));
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

const cached = planOf(shop());

const local: LocalDocument = {
  schemaVersion: 1,
  endpoint: 'http://127.0.0.1:4010',
  stacks: [
    {
      name: 'my-api',
      outputs: { RestUrl: 'http://127.0.0.1:4010/_api/a1b2c3d4e5/dev' },
      apis: [
        {
          apiType: 'rest',
          name: 'my-api',
          stage: 'dev',
          invokeUrl: 'http://127.0.0.1:4010/_api/a1b2c3d4e5/dev',
        },
        {
          apiType: 'http',
          name: 'my-api',
          stage: '$default',
          invokeUrl: 'http://127.0.0.1:4010/_api/f6g7h8i9j0',
        },
      ],
    },
  ],
  warnings: [
    {
      file: 'stacks/my-api/template.yaml',
      line: 12,
      resource: 'Function',
      message: 'python3.7 runs on python3',
    },
    { file: 'stacks/my-api/template.yaml', line: null, resource: 'Table', message: 'is not served' },
  ],
};
const discovered: TargetsDocument = { schemaVersion: 1, targets };
const emptyRun = simulatedRun({ series: [{ target: 'a:rest', route: 'GET /', outcomes: [] }] });
const nothingMeasured = { ...latencyDocument(emptyRun), runId };

const samples = {
  comparison: [
    comparisonFor(),
    comparisonFor(simulatedComparison({ pairs: 4 }), { cost: null, blockers: [], remarks: [] }),
  ],
  local: [local, { ...local, stacks: [], warnings: [] }],
  discover: [discovered, { schemaVersion: 1, targets: [] }],
  smoke: [failingSmoke, soundSmoke],
  latency: [latency, nothingMeasured],
  caching: [
    documentOf(cached, { run: null, observations: simulate(cached, sound) }),
    documentOf(cached, {
      run: null,
      observations: simulate(cached, { ...sound, ttlSeconds: 0, marked: false }),
    }),
    cachingDocument(planOf(shop(), { subjects: [] }), null),
  ],
  cost: [
    costFor(),
    costFor({
      runId,
      usage: {
        cache: { gigabytes: '0.5', hitShare: 0.5 },
        lambda: { milliseconds: 40, megabytes: 128, arm: true },
        waf: { rules: 1 },
        logBytes: 200,
        xrayShare: 0.1,
        freeTier: true,
      },
      hitShareKnown: true,
      volume: { kind: 'profile', months: [{ name: 'jan', requests: 0 }] },
    }),
  ],
  demo: [
    {
      schemaVersion: 1,
      runId,
      ...judgement,
      report: 'runs/x/report.html',
      smoke: failingSmoke,
      latency,
      comparison: comparisonFor(),
    },
  ],
};

describe('every document', () => {
  for (const [name, documents] of Object.entries(samples)) {
    it(`${name}: what is printed is what the schema says`, () => {
      for (const document of documents) assert.deepEqual(errorsOf(name, document), []);
    });

    it(`${name}: a member that the schema doesn't know, another version and nothing at all are refused`, () => {
      const [document] = documents;
      assert.notDeepEqual(errorsOf(name, { ...document, surprise: true }), []);
      assert.notDeepEqual(errorsOf(name, { ...document, schemaVersion: 2 }), []);
      assert.notDeepEqual(errorsOf(name, {}), []);
    });
  }
});

describe('the schemas hold the promises of the types', () => {
  it('a failure without a message is refused, a pass needs none', () => {
    const [failure] = failingSmoke.results.filter(({ outcome }) => outcome === 'fail');
    assert.notDeepEqual(
      errorsOf('smoke', { ...failingSmoke, results: [{ ...failure, message: undefined }] }),
      [],
    );
    const pass = { ...failure, outcome: 'pass', message: undefined };
    assert.deepEqual(errorsOf('smoke', { ...failingSmoke, results: [pass] }), []);
  });

  it('a percentile is a value with its interval, or the number that it needs, never half of either', () => {
    const [first] = latency.series;
    const withP50 = (p50: unknown) => ({
      ...latency,
      series: [{ ...first, percentiles: { ...first?.percentiles, p50 } }],
    });
    assert.deepEqual(errorsOf('latency', withP50({ value: null, needed: 6 })), []);
    assert.notDeepEqual(errorsOf('latency', withP50({ value: 3 })), []);
    assert.notDeepEqual(errorsOf('latency', withP50({ value: null })), []);
    assert.notDeepEqual(errorsOf('latency', withP50({ value: 3, low: 2, high: 4, needed: 6 })), []);
  });
});
