import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LatencyPlan, PlannedTarget } from './plan.ts';
import { withReach, withTransport } from './with-transport.ts';

const planned = (target: string, invokeUrl: string): PlannedTarget => ({
  target,
  apiType: 'rest',
  invokeUrl,
  stage: 'prod',
  region: null,
  contract: 'a',
  offsetSeconds: 0,
  warmUp: [],
  order: [],
});
const request = (series: number) => ({
  series,
  method: 'GET',
  url: 'https://a.example.com/prod/x',
  headers: { 'x-own': '1' },
  secretHeaders: {},
  body: null,
  expectStatus: [200],
});
const plan = {
  targets: [planned('a:rest', 'https://a.example.com/prod'), planned('b:rest', 'https://b.example.com/prod')],
  series: [
    { target: 'a:rest', route: 'GET /x', objectives: {} },
    { target: 'b:rest', route: 'GET /x', objectives: {} },
  ],
  requests: [request(0), request(1)],
} as unknown as LatencyPlan;
const clientCertificate = { cert: '/c.pem', key: '/k.pem' };
const reachedBy = (connectTo: string) => [
  {
    target: 'a:rest',
    invokeUrl: 'https://a.example.com/prod',
    transport: { connectTo, headers: { 'X-Apigw-Api-Id': 'a1', 'X-Own': '2' }, clientCertificate },
  },
];
const quiet = { note: () => undefined };

test('headers go into the requests of their target alone, behind its own; the rest stands beside the target', () => {
  const { requests, targets } = withTransport(plan, reachedBy('10.0.0.1:443'));
  assert.deepEqual(
    requests.map(({ headers }) => headers),
    [{ 'x-apigw-api-id': 'a1', 'x-own': '1' }, { 'x-own': '1' }],
  );
  assert.deepEqual(targets[0]?.transport, { connectTo: '10.0.0.1:443', clientCertificate });
  assert.equal(targets[1]?.transport, undefined);
});

test('a plan of targets on the plain way stays as it is', async () => {
  assert.equal(withTransport(plan, []), plan);
  assert.equal(await withReach(plan, quiet), plan);
});

test('a name becomes an address, and which one is said; files of keys are named, not read', async () => {
  const notes: string[] = [];
  const { reach } = await withReach(withTransport(plan, reachedBy('vpce.example.com:8443')), {
    note: (line) => notes.push(line),
    addresses: async () => ['10.0.0.7', '10.0.1.7'],
  });
  assert.deepEqual(reach, {
    hosts: { 'a.example.com:443': '10.0.0.7:8443' },
    clientCertificates: [clientCertificate],
  });
  assert.match(notes.join(), /k6 connects to 10\.0\.0\.7:8443, one of 2 addresses of vpce\.example\.com/);
});

test('a name without an address is refused, and so are two places of one host', async () => {
  const named = withTransport(plan, reachedBy('nobody.invalid:443'));
  await assert.rejects(
    withReach(named, { ...quiet, addresses: async () => [] }),
    /nobody\.invalid, which has no address/,
  );
  const twice = {
    ...plan,
    targets: ['10.0.0.1:443', '[::1]:443'].map((connectTo) => ({
      ...planned(connectTo, 'https://a.example.com/prod'),
      transport: { connectTo },
    })),
  };
  const addresses = async (name: string) => [name];
  await assert.rejects(
    withReach(twice, { ...quiet, addresses }),
    /two places, 10\.0\.0\.1:443 and \[::1\]:443/,
  );
});
