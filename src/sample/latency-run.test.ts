import assert from 'node:assert/strict';
import type { Socket } from 'node:net';
import { describe, test } from 'node:test';
import type { Contract } from '../contract/contract.ts';
import type { Target } from '../discovery/target.ts';
import { type Answer, measure, serve } from '../generator/measured-run.fixture.ts';
import { requestsPerSeries } from '../plan/describe-plan.ts';
import type { Plan } from '../plan/plan.ts';
import { planLatency } from '../plan/plan-latency.ts';
import { plannedRequests } from '../plan/plan-load.ts';
import { decodeHistogram } from './histogram.ts';

/** The real k6 with the real scenario against a server of our own, whose own account is the truth. */
describe('a latency run', { concurrency: 3 }, () => {
  test('sends what was planned, as planned, over connections that are open already', async (t) => {
    const seen: { line: string; key: string | undefined; body: Buffer }[] = [];
    const url = await serve(t, async (request, response) => {
      const body = Buffer.concat(await request.toArray());
      seen.push({
        line: `${request.method} ${request.url}`,
        key: request.headers['x-api-key'] as string | undefined,
        body,
      });
      const statuses: { [path: string]: number } = { '/v1/moved': 302, '/v1/users': 201 };
      response
        .writeHead(statuses[request.url ?? ''] ?? 200, { location: '/elsewhere' })
        .end('{"big":"body"}');
    });
    const example = { path: { id: 'a b' }, query: { q: 'é' }, expect: { status: 200 } };
    const plan = planFor(url, {
      'GET /users/{id}': {
        responses: {},
        auth: { header: 'X-Api-Key', from: 'env:TEST_KEY' },
        examples: { example },
      },
      'GET /moved': { responses: {}, examples: { moved: { expect: { status: 302 } } } },
      'POST /users': {
        responses: {},
        safeToRepeat: true,
        examples: {
          text: { body: { name: 'Zoë' }, expect: { status: 201 } },
          bytes: { bodyBase64: 'AP8=', expect: { status: 201 } },
        },
      },
    });
    const credentials = { values: { TEST_KEY: 'secret-1' }, renewAtMs: null, expireAtMs: null };
    const run = await measure(t, plan, { env: { GATEWRIGHT_CREDENTIALS: JSON.stringify(credentials) } });

    const { started, dropped, finished, freshConnections, unreadable } = run.counts;
    assert.deepEqual([dropped, unreadable], [0, 0]);
    assert.equal(started, finished);
    allButTheLast(finished, plan);
    assert.equal(seen.length, plannedRequests(plan).warmUp + finished);
    assert.ok(freshConnections <= finished * 0.05, `${freshConnections} of ${finished} on fresh connections`);
    for (const [index, count] of requestsPerSeries(plan).entries()) {
      const measured = run.series[index];
      assert.ok(measured !== undefined && Math.abs(measured.count - count) <= lastArrivals);
      assert.equal(measured.errors, 0);
      assert.ok(measured.bytesReceived > measured.count * 100);
      const apart = measured.seconds.reduce((sum, second) => sum + second.apart, 0);
      assert.equal(decodeHistogram(measured.response).totalCount, measured.count - apart);
    }
    const lines = new Set(seen.map(({ line }) => line));
    assert.deepEqual([...lines].sort(), ['GET /v1/moved', 'GET /v1/users/a%20b?q=%C3%A9', 'POST /v1/users']);
    assert.ok(
      seen.every(({ line, key }) => key === (line.startsWith('GET /v1/users/') ? 'secret-1' : undefined)),
    );
    const bodies = new Set(
      seen.filter(({ line }) => line.startsWith('POST')).map(({ body }) => body.toString('hex')),
    );
    assert.deepEqual([...bodies].sort(), [Buffer.from('{"name":"Zoë"}').toString('hex'), '00ff'].sort());
  });

  test('keeps its connections to several hosts open, and warms no host up harder than the load', async (t) => {
    const hosts = [0, 1, 2, 3].map(() => ({ connections: new Set<Socket>(), requests: 0 }));
    const urls: string[] = [];
    for (const host of hosts) {
      const url = await serve(t, ({ socket }, response, server) => {
        server.keepAliveTimeout = 4000;
        host.connections.add(socket);
        host.requests++;
        response.end('ok');
      });
      urls.push(url);
    }
    const plan = planFor(urls, undefined, 25);
    const run = await measure(t, plan);
    for (const { connections, requests } of hosts) {
      assert.ok(requests <= plan.warmUp.arrivals + 50, `${requests} requests`);
      assert.ok(connections.size <= plan.arrivals.virtualUsers, `${connections.size} connections`);
    }
    allButTheLast(run.counts.finished, plan);
    assert.equal(run.counts.freshConnections, 0);
  });

  test('shows a stall of the target in full: no arrival waits unseen', async (t) => {
    const held: number[] = [];
    const server = stallingServer(80 + warmUpRequests, 500, (ms) => held.push(ms));
    const run = await measure(t, planFor(await serve(t, server)));
    const response = decodeHistogram(run.series[0]?.response ?? '');
    const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
    assert.equal(run.counts.dropped, 0);
    assert.ok(Math.max(...held) >= 490 && held.length >= 20, `${held.length} requests were held`);
    assert.ok(response.maxValue / 1000 >= Math.max(...held));
    assert.ok((response.mean * response.totalCount) / 1000 >= sum(held) * 0.999);
  });

  test('counts each arrival that it could not start, so that none is lost', async (t) => {
    const server = stallingServer(20 + warmUpRequests, 500, () => undefined);
    const plan = planFor(await serve(t, server));
    const run = await measure(t, { ...plan, arrivals: { ...plan.arrivals, virtualUsers: 2 } });
    const { started, dropped } = run.counts;
    assert.ok(dropped >= 20, `${dropped} dropped`);
    allButTheLast(started + dropped, plan);
    const seconds = new Set(run.series[0]?.seconds.map(({ second }) => second));
    assert.ok(seconds.has(0) && seconds.has(1));
  });

  test('tells an answer with another status than expected as an error with that status', async (t) => {
    const url = await serve(t, (request, response) => {
      response.writeHead(request.url === '/v1/broken' ? 500 : 404).end('<html>');
    });
    const ok = { expect: { status: 200 } };
    const plan = planFor(url, {
      'GET /broken': { responses: {}, examples: { ok } },
      'GET /gone': { responses: {}, examples: { ok } },
    });
    const [broken, gone] = (await measure(t, plan)).series;
    assert.ok(broken !== undefined && gone !== undefined && broken.count > 0);
    assert.deepEqual([broken.errors, broken.byStatus], [broken.count, { 500: broken.count }]);
    assert.deepEqual([gone.errors, gone.byStatus], [gone.count, { 404: gone.count }]);
    assert.deepEqual(broken.byErrorCode, {});
  });

  test('a target that goes away is errors with their causes, and every arrival is still accounted for', async (t) => {
    let answered = 0;
    const plan = planFor(
      await serve(t, (_, response, server) => {
        response.end('ok');
        if (++answered < 80 + warmUpRequests) return;
        server.close();
        server.closeAllConnections();
      }),
    );
    const { counts, series, ended } = await measure(t, plan);
    const [measured] = series;
    assert.equal(ended.kind, 'completed');
    allButTheLast(counts.finished, plan);
    assert.ok(measured !== undefined && measured.errors >= 50, `${measured?.errors} errors`);
    const unanswered = Object.values(measured.byErrorCode).reduce((sum, count) => sum + count, 0);
    assert.equal(unanswered, measured.errors);
    assert.equal(unanswered + (measured.byStatus[200] ?? 0), measured.count);
    assert.ok(
      Object.keys(measured.byErrorCode).every((code) => /^1\d{3}$/.test(code)),
      JSON.stringify(measured.byErrorCode),
    );
  });

  test('an interrupted run keeps what it measured', async (t) => {
    const interrupt = new AbortController();
    let answered = 0;
    const url = await serve(t, (_, response) => {
      response.end('ok');
      if (++answered === 60 + warmUpRequests) interrupt.abort();
    });
    const plan = planFor(url);
    const run = await measure(t, plan, { signal: interrupt.signal });
    assert.equal(run.ended.kind, 'interrupted');
    assert.ok(
      run.counts.finished >= 50 && run.counts.finished < plan.arrivals.expected,
      `${run.counts.finished} finished`,
    );
  });
});

const ratePerSecond = 100;
const ok = { expect: { status: 200 } };
/** One for each virtual user of a plan for one target: rate × 2 s. */
const warmUpRequests = 200;

function planFor(
  url: string | readonly string[],
  routes: Contract['routes'] = { 'GET /x': { responses: {}, examples: { ok } } },
  rate = ratePerSecond,
): Plan {
  const subjects = [url].flat().map((each, index) => {
    const target: Target = {
      target: `${'abcd'[index]}:http`,
      apiType: 'http',
      invokeUrl: `${each}/v1`,
      stage: null,
      region: null,
      stackName: null,
      endpointType: null,
      apiId: null,
    };
    return { target, contract: { name: 'a', routes } };
  });
  const plan = planLatency({ runId: 'r', subjects, ratePerSecond: rate, durationSeconds: 2 });
  return { ...plan, timeoutSeconds: 5, warmUp: { ...plan.warmUp, arrivals: rate * 2, seconds: 2 } };
}

/** k6 ends by the clock: a busy machine that is late by then loses the last arrivals, or still catches some up. */
const lastArrivals = 10;

function allButTheLast(arrivals: number, { arrivals: { expected } }: Plan): void {
  assert.ok(Math.abs(arrivals - expected) <= lastArrivals, `${arrivals} of ${expected} arrivals`);
}

/** Answers nothing for a while, once, from its nth request on; then all that waited, saying how long each did. */
function stallingServer(nth: number, stallMs: number, onHeld: (ms: number) => void): Answer {
  let requests = 0;
  let waiting: (() => void)[] | null = null;
  return (_, response) => {
    if (++requests === nth) {
      waiting = [];
      setTimeout(() => {
        for (const release of waiting ?? []) release();
        waiting = null;
      }, stallMs);
    }
    if (waiting === null) {
      response.end('ok');
      return;
    }
    const since = performance.now();
    waiting.push(() => {
      onHeld(performance.now() - since);
      response.end('ok');
    });
  };
}
