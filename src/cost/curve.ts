import { billOf } from './bill.ts';
import { allCharges, crossings, tierEdges } from './break-even.ts';
import { toNumber } from './exact.ts';
import type { Tariff } from './tariff.ts';
import type { Usage } from './usage.ts';
import type { Volume } from './volume.ts';

/** Cost over volume, for a chart. */
export interface CostCurve {
  /** What a cache spares is in the bills only with Lambda; else Lambda is the same on both and left out. */
  readonly withLambda: boolean;
  readonly points: readonly {
    readonly requests: number;
    readonly restUsd: number;
    readonly httpUsd: number;
  }[];
}

const steps = 48;

/**
 * Both bills along the volumes around those asked about, evenly on a logarithmic scale, and at each volume at which a
 * price changes or the bills meet, so that no bend falls between two points.
 */
export function costCurve(
  { rest, http }: { readonly rest: Tariff; readonly http: Tariff },
  { usage, volume }: { readonly usage: Usage; readonly volume: Volume },
): CostCurve {
  const withLambda = usage.lambda !== null && (usage.cache?.hitShare ?? 0) > 0;
  const { from, to } = rangeAround(volume);
  const even = Array.from({ length: steps + 1 }, (_, step) =>
    Math.round(from * (to / from) ** (step / steps)),
  );
  const shown = withLambda ? allCharges : ({ gateway }: Tariff) => gateway;
  const bends = [
    ...tierEdges(shown(rest)).map((edge) => edge.volume),
    ...tierEdges(shown(http)).map((edge) => edge.volume),
    ...crossings(shown(rest), shown(http)),
  ].map((at) => Math.round(toNumber(at)));
  const volumes = [...new Set([...even, ...bends.filter((at) => at > from && at < to)])].sort(
    (a, b) => a - b,
  );
  const usd = (tariff: Tariff, requests: number) => {
    const { gateway, total } = billOf(tariff, requests);
    return toNumber(withLambda ? total : gateway);
  };
  return {
    withLambda,
    points: volumes.map((requests) => ({
      requests,
      restUsd: usd(rest, requests),
      httpUsd: usd(http, requests),
    })),
  };
}

/** A range as it is; around a number a hundred times less and more; around a profile ten times. */
export function rangeAround(volume: Volume): { readonly from: number; readonly to: number } {
  if (volume.kind === 'range') return volume;
  const requests =
    volume.kind === 'number' ? [volume.requests] : volume.months.map((month) => month.requests);
  const sent = requests.filter((one) => one > 0);
  const room = volume.kind === 'number' ? 100 : 10;
  const least = Math.min(...(sent.length === 0 ? [1e6] : sent));
  const most = Math.max(...(sent.length === 0 ? [1e6] : sent));
  return { from: Math.max(1, Math.round(least / room)), to: most * room };
}
