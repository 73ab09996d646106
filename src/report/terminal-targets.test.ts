import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stripVTControlCharacters } from 'node:util';
import type { DiscoveredTarget } from './discover-document.ts';
import { discoverDocument } from './discover-document.ts';
import { formatTargets } from './terminal-targets.ts';

const rest: DiscoveredTarget = {
  target: 'orders:rest',
  apiType: 'rest',
  invokeUrl: 'https://a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com/prod',
  stage: 'prod',
  region: 'eu-west-1',
  stackName: 'orders',
  endpointType: 'REGIONAL',
  apiId: 'a1b2c3d4e5',
  deployed: {
    deployment: { id: '3f2k1a', createdAt: new Date(2026, 10, 23, 14, 2).toISOString() },
    webAcl: 'office',
    keyedRoutes: 2,
    canary: false,
    cache: false,
  },
};
const http: DiscoveredTarget = {
  target: 'admin:http',
  apiType: 'http',
  invokeUrl: 'https://c3d4e5f6g7.execute-api.eu-west-1.amazonaws.com',
  stage: '$default',
  region: 'eu-west-1',
  stackName: 'admin',
  endpointType: 'REGIONAL',
  apiId: 'c3d4e5f6g7',
};
const now = new Date(2026, 10, 23, 15, 0);

test('each target is a line: name, endpoint type, stage, URL, and what stands there', () => {
  assert.deepEqual(formatTargets({ targets: [rest, http] }, { now }).split('\n'), [
    '  orders:rest  REGIONAL  prod      https://a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com/prod  deployed 14:02 (3f2k1a)  web ACL  2 routes with keys',
    '  admin:http             $default  https://c3d4e5f6g7.execute-api.eu-west-1.amazonaws.com',
  ]);
});

test('another day has its date; a canary and a cache are told', () => {
  const deployed = {
    deployment: { id: null, createdAt: new Date(2026, 10, 22, 9, 5).toISOString() },
    webAcl: false,
    keyedRoutes: 1,
    canary: { percentTraffic: 10, deploymentId: 'x' },
    cache: true,
  } as const;
  const shown = formatTargets({ targets: [{ ...rest, deployed }] }, { now });
  assert.match(shown, /prod {2}deployed 2026-11-22 09:05 {2}1 route with keys {2}canary 10 % {2}cache$/);
});

test('what could not be read is left out', () => {
  const deployed = { deployment: null, webAcl: null, keyedRoutes: null, canary: null, cache: null };
  assert.match(formatTargets({ targets: [{ ...rest, deployed }] }, { now }), /\/prod$/);
});

test('in a terminal, URLs are cut to fit, and what stands there goes below where that is not enough', () => {
  for (const columns of [40, 60, 80, 100, 118, 140, 160]) {
    const lines = formatTargets({ targets: [rest, http] }, { now, columns }).split('\n');
    if (columns >= 70) for (const line of lines) assert.ok(line.length <= columns, `${columns}: ${line}`);
    assert.ok(lines.some((line) => line.includes('deployed 14:02 (3f2k1a)  web ACL  2 routes with keys')));
    assert.ok(
      lines.some((line) => /https:\/\/a1b2\S*\/prod/.test(line)),
      lines.join('\n'),
    );
  }
});

test('colour changes no word', () => {
  const shape = { now, columns: 200 };
  const plain = formatTargets({ targets: [rest] }, shape);
  const coloured = formatTargets({ targets: [rest] }, { ...shape, colour: true });
  assert.notEqual(coloured, plain);
  assert.equal(stripVTControlCharacters(coloured), plain);
});

test('missing permissions are one line that counts them and names what goes without', () => {
  const missing = [
    { permission: 'apigateway:GET on /restapis/a/stages/prod', without: 'drift' },
    { permission: 'apigateway:GET on /restapis/a/resources', without: 'drift' },
  ];
  assert.equal(
    formatTargets({ targets: [http], missing }, { now })
      .split('\n')
      .at(-1),
    '  2 permissions missing, so without: drift. Policy for all: gatewright discover --print-policy',
  );
});

test('neither passwords in URLs nor escape sequences in names get through', () => {
  const hostile = { ...rest, target: 'a\u001b[31m:rest', invokeUrl: 'https://me:secret@example.com/dev' };
  const shown = formatTargets({ targets: [hostile] }, { now });
  for (const part of ['secret', '\u001b']) assert.ok(!shown.includes(part));
  assert.match(shown, /https:\/\/example\.com\/dev/);
});

test('without deployments the document is the targets', () => {
  assert.deepEqual(discoverDocument([http], []), { schemaVersion: 1, targets: [http], missing: [] });
});
