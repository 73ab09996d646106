import assert from 'node:assert/strict';
import { compareCosts, type Question } from '../cost/comparison.ts';
import { publishedPrices } from '../cost/published-prices.ts';
import { type Usage, usageOf } from '../cost/usage.ts';
import { costDocument } from './cost-document.ts';
import type { CostDocument } from './documents.ts';

/** A document of made-up questions at published prices; 25 million calls with answers of 3 KB where nothing else is said. */
export function costFor(
  told: { readonly usage?: Partial<Usage>; readonly runId?: string } & Partial<Omit<Question, 'usage'>> = {},
): CostDocument {
  const { usage: said, runId, ...rest } = told;
  const usage = { ...usageOf({ responseBytes: 3072 }), ...said };
  const prices = rest.prices ?? publishedPrices['us-east-1'] ?? assert.fail();
  const volume = rest.volume ?? { kind: 'number' as const, requests: 25_000_000 };
  const comparison = compareCosts({
    prices,
    savings: [100, 1000],
    hitShareKnown: false,
    ...rest,
    volume,
    usage,
  });
  const source =
    runId === undefined
      ? ({ kind: 'given' } as const)
      : ({ kind: 'run', runId, targets: ['shop:rest', 'shop:http'], routes: 4 } as const);
  return costDocument(comparison, { usage, prices, source });
}
