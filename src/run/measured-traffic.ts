import { UsageError } from '../errors/usage-error.ts';
import type { LoadRequest } from '../plan/plan.ts';
import type { Run } from './run.ts';

/** What a run tells about the traffic it sent: the mix of its routes with their sizes, and what was refused. */
export interface MeasuredTraffic {
  readonly runId: string;
  readonly targets: readonly string[];
  /** `null` where the targets have none, or more than one. */
  readonly region: string | null;
  /** By target and route, those that were answered. */
  readonly routes: readonly MeasuredRoute[];
  readonly answered: number;
  /** Answers with 401, 403 or 429: what API Gateway refuses so, it doesn't charge. */
  readonly refused: number;
}

export interface MeasuredRoute {
  readonly target: string;
  readonly route: string;
  readonly answered: number;
  /** Mean bytes, headers included: of requests as planned, of answers as they came over the connection. */
  readonly requestBytes: number;
  readonly responseBytes: number;
}

const refusals = ['401', '403', '429'];

/**
 * The traffic of a run, or of one of its targets.
 * @throws UsageError where the target isn't in it, nothing was answered, or the run isn't whole
 */
export function measuredTraffic(run: Run, target?: string): MeasuredTraffic {
  if (![run.plan.targets, run.plan.series, run.plan.requests, run.series].every(Array.isArray)) {
    throw new UsageError(
      `Run ${run.runId} is not whole: it tells no targets, routes or requests.`,
      'Measure again.',
    );
  }
  const named = run.plan.targets.map((one) => one.target);
  if (target !== undefined && !named.includes(target)) {
    throw new UsageError(`Run ${run.runId} has no target ${target}.`, `It has: ${named.join(', ')}.`);
  }
  const planned = run.plan.targets.filter((one) => target === undefined || one.target === target);
  const measured = run.plan.series.flatMap((series, index) => {
    const measurement = run.series[index];
    const chosen = planned.some((one) => one.target === series.target);
    return measurement === undefined || !chosen ? [] : [{ series, index, measurement }];
  });
  const routes = measured.flatMap(({ series, index, measurement }) => {
    const answered = sum(Object.values(measurement.byStatus));
    if (answered === 0) return [];
    const sizes = run.plan.requests.filter((one) => one.series === index).map(requestBytes);
    return [
      {
        target: series.target,
        route: series.route,
        answered,
        requestBytes: Math.round(sum(sizes) / Math.max(1, sizes.length)),
        responseBytes: Math.round(measurement.bytesReceived / answered),
      },
    ];
  });
  if (routes.length === 0) {
    throw new UsageError(`Nothing was answered in run ${run.runId}, so that it tells no sizes.`, [
      'Measure again, or give sizes: --response-bytes N --request-bytes N',
    ]);
  }
  const regions = [...new Set(planned.map(({ region }) => region))];
  return {
    runId: run.runId,
    targets: planned.map((one) => one.target),
    region: regions.length === 1 ? (regions[0] ?? null) : null,
    routes,
    answered: sum(routes.map(({ answered }) => answered)),
    refused: sum(
      measured.flatMap(({ measurement }) => refusals.map((code) => measurement.byStatus[code] ?? 0)),
    ),
  };
}

/** Bytes of a request as HTTP/1.1 writes it; secrets aren't in a plan and count nothing. */
function requestBytes({ method, url, headers, body }: LoadRequest): number {
  const { host, pathname, search } = new URL(url);
  const lines = [
    `${method} ${pathname}${search} HTTP/1.1`,
    `Host: ${host}`,
    ...Object.entries(headers).map((one) => one.join(': ')),
  ];
  const head = Buffer.byteLength(lines.join('\r\n')) + 4;
  if (body === null) return head;
  return head + ('text' in body ? Buffer.byteLength(body.text) : Buffer.byteLength(body.base64, 'base64'));
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
