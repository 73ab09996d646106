import assert from 'node:assert/strict';
import { test } from 'node:test';
import { generatorOutputs, type OutputWishes } from './outputs.ts';

const wishes: OutputWishes = { named: [], durationSeconds: 30, generatorVersion: '2.2.0' };
const machine = {
  K6_OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4317',
  OTEL_SERVICE_NAME: 'shop',
  K6_CLOUD_TOKEN: 'cloud-secret',
  K6_VUS: '5',
  HOME: '/home/me',
};

test('nothing is switched on and nothing of the environment passed unless it is asked for', () => {
  assert.deepEqual(generatorOutputs(wishes, machine), { args: [], env: {} });
});

test('an output gets the variables that it reads, and no others', () => {
  assert.deepEqual(generatorOutputs({ ...wishes, named: ['opentelemetry'] }, machine), {
    args: ['--out=opentelemetry'],
    env: { K6_OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4317', OTEL_SERVICE_NAME: 'shop' },
  });
  const both = generatorOutputs({ ...wishes, named: ['cloud', 'prometheus'] }, machine);
  assert.deepEqual(both.args, ['--out=cloud', '--out=experimental-prometheus-rw']);
  assert.deepEqual(both.env, { K6_CLOUD_TOKEN: 'cloud-secret' });
  assert.deepEqual(both.systemTags?.slice(-4), ['method', 'group', 'check', 'error']);
});

test('k6 1.x knows OpenTelemetry by its experimental name', () => {
  const { args } = generatorOutputs({ ...wishes, named: ['otel'], generatorVersion: '1.8.1' }, {});
  assert.deepEqual(args, ['--out=experimental-opentelemetry']);
});

test('a dashboard in a file needs no server, and a live one keeps its own', () => {
  const file = generatorOutputs({ ...wishes, dashboardFile: '/tmp/d.html' }, {});
  assert.deepEqual(file.env, {
    K6_WEB_DASHBOARD: 'true',
    K6_WEB_DASHBOARD_EXPORT: '/tmp/d.html',
    K6_WEB_DASHBOARD_PERIOD: '1s',
    K6_WEB_DASHBOARD_PORT: '-1',
  });
  const live = generatorOutputs(
    { ...wishes, named: ['web-dashboard'], dashboardFile: '/tmp/d.html', durationSeconds: 3600 },
    { K6_WEB_DASHBOARD_PORT: '9000' },
  );
  assert.deepEqual(live.args, ['--out=web-dashboard']);
  assert.equal(live.env.K6_WEB_DASHBOARD_PORT, '9000');
  assert.equal(live.env.K6_WEB_DASHBOARD_PERIOD, '30s');
});

test('what is no output is refused with what there is', () => {
  const says = (named: string, message: RegExp) =>
    assert.throws(() => generatorOutputs({ ...wishes, named: [named] }, {}), message);
  says('opentelemtry', /--k6-out opentelemtry is no output that can be switched on/);
  says('csv=x.csv', /csv is taken: it is how the run is recorded/);
  says('json', /json needs a file/);
  says('cloud=5', /takes no value: it is set up by the environment variables K6_CLOUD_…/);
});
