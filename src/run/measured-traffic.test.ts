import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { UsageError } from '../errors/usage-error.ts';
import { measuredTraffic } from './measured-traffic.ts';
import type { Run } from './run.ts';

/** What of a run tells its traffic. */
function runOf(
  series: readonly { target: string; route: string; byStatus: Record<string, number>; bytes: number }[],
): Run {
  return {
    runId: '20261123-063501-latency-k3f9',
    plan: {
      targets: [
        { target: 'shop:rest', region: 'eu-west-1' },
        { target: 'shop:http', region: 'eu-west-1' },
      ],
      series: series.map(({ target, route }) => ({ target, route })),
      requests: series.map((_, index) => ({
        series: index,
        method: 'POST',
        url: 'https://a.example/dev/items?q=1',
        headers: { 'content-type': 'text/plain' },
        body: { text: 'é' },
      })),
    },
    series: series.map(({ byStatus, bytes }) => ({ byStatus, bytesReceived: bytes })),
  } as unknown as Run;
}

const run = runOf([
  { target: 'shop:rest', route: 'POST /items', byStatus: { 200: 90, 403: 10 }, bytes: 50_000 },
  { target: 'shop:rest', route: 'GET /never', byStatus: {}, bytes: 0 },
  { target: 'shop:http', route: 'POST /items', byStatus: { 200: 100 }, bytes: 40_000 },
]);

describe('the traffic of a run', () => {
  it('holds the mean sizes of each answered route, and what was refused', () => {
    const traffic = measuredTraffic(run);
    assert.deepEqual(
      traffic.routes.map(({ target, answered, responseBytes }) => [target, answered, responseBytes]),
      [
        ['shop:rest', 100, 500],
        ['shop:http', 100, 400],
      ],
    );
    assert.deepEqual([traffic.answered, traffic.refused, traffic.region], [200, 10, 'eu-west-1']);
  });

  it('counts a request as HTTP/1.1 writes it, in bytes', () => {
    const text = 'POST /dev/items?q=1 HTTP/1.1\r\nHost: a.example\r\ncontent-type: text/plain\r\n\r\né';
    assert.equal(measuredTraffic(run).routes[0]?.requestBytes, Buffer.byteLength(text));
  });

  it('can be that of one target', () => {
    const traffic = measuredTraffic(run, 'shop:http');
    assert.deepEqual([traffic.answered, traffic.refused, traffic.targets], [100, 0, ['shop:http']]);
    assert.throws(() => measuredTraffic(run, 'shop:htp'), UsageError);
  });

  it('is none where nothing was answered', () => {
    const empty = runOf([{ target: 'shop:rest', route: 'GET /', byStatus: {}, bytes: 0 }]);
    assert.throws(() => measuredTraffic(empty), UsageError);
    const broken = { runId: 'x', plan: {}, series: [] } as unknown as Run;
    assert.throws(() => measuredTraffic(broken), UsageError);
  });
});
