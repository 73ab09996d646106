import { didYouMean } from '../errors/nearest.ts';
import { UsageError } from '../errors/usage-error.ts';
import type { PriceFile, PriceOverrides } from './price-file.ts';
import type { PriceList } from './price-list.ts';
import { publishedPrices } from './published-prices.ts';

/** What a price list can't do without. */
const needed = ['restRequests', 'httpRequests', 'dataTransfer'] as const satisfies (keyof PriceList)[];

/**
 * The prices of a region: published ones, with those of a file laid over them. A region is never priced as another.
 * @throws UsageError for a region without prices, or with too few
 */
export function pricesFor(
  region: string,
  own: { readonly file: string; readonly prices: PriceFile } | null,
): PriceList {
  const published = Object.hasOwn(publishedPrices, region) ? publishedPrices[region] : undefined;
  const regions = own?.prices.regions ?? {};
  const over = Object.hasOwn(regions, region) ? regions[region] : undefined;
  if (published === undefined && over === undefined)
    throw noPrices(region, own?.file ?? null, Object.keys(regions));
  const list = layered(region, published, over);
  const missing = [...needed.filter((member) => list[member] === undefined), ...missingParts(list)];
  if (missing.length > 0) {
    throw new UsageError(`${own?.file ?? 'The price list'} has no ${missing.join(', no ')} for ${region}.`, [
      `Add it, or ask AWS for the whole list: npx gatewright cost --region ${region} --refresh`,
    ]);
  }
  return list as PriceList;
}

/** What a group is no use without. */
const parts = {
  lambda: ['requests', 'gbSecondX86', 'gbSecondArm'],
  waf: ['webAcl', 'rule', 'requests'],
  cloudFront: ['requests', 'dataTransfer'],
} as const;

function missingParts(list: Partial<PriceList>): string[] {
  return Object.entries(parts).flatMap(([group, names]) => {
    const given = list[group as keyof typeof parts];
    return given == null ? [] : names.filter((name) => !(name in given)).map((name) => `${group}.${name}`);
  });
}

function noPrices(region: string, file: string | null, inFile: readonly string[]): UsageError {
  const known = [...new Set([...Object.keys(publishedPrices), ...inFile])];
  return new UsageError(
    `There are no prices for the region ${region}${file === null ? '' : `, not in ${file} either`}.`,
    [
      ...didYouMean(
        region,
        known.filter((name) => name !== region),
      ),
      `Ask AWS for them: npx gatewright cost --region ${region} --refresh (permission pricing:GetProducts)`,
      'Or give them: --prices FILE (docs/cost.md shows one whole).',
      `Known without either: ${known.map((name) => `--region ${name}`).join(', ')}.`,
    ],
  );
}

function layered(
  region: string,
  published: PriceList | undefined,
  over: PriceOverrides | undefined,
): Partial<PriceList> {
  const base: Partial<PriceList> = published ?? emptyList;
  if (over === undefined) return { ...base, region };
  const laid = Object.fromEntries(
    Object.entries(over).map(([name, value]) => {
      const under = base[name as keyof PriceList];
      return [
        name,
        isGroup(value) && isGroup(under) && name !== 'cacheHour' ? { ...under, ...value } : value,
      ];
    }),
  ) as Partial<PriceList>;
  const sources = laid.sources ?? [...(published === undefined ? [] : published.sources), 'a price file'];
  return { ...base, ...laid, region, sources };
}

/** Of a region that nothing is published of: what costs extra may be missing until it is asked for. */
const emptyList: Partial<PriceList> = {
  asOf: 'a day not stated',
  sources: [],
  cacheHour: {},
  dataTransferFreeGb: 100,
  lambda: null,
  logsIngested: null,
  waf: null,
  xrayTraces: null,
  cloudFront: publishedPrices['us-east-1']?.cloudFront ?? null,
};

const isGroup = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
