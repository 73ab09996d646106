import { UsageError } from '../errors/usage-error.ts';
import { compare, exact, fixed, times, toNumber } from './exact.ts';
import type { CloudFrontPrices, LambdaPrices, PriceList, WafPrices } from './price-list.ts';
import type { Tiers } from './tiers.ts';

/** The parts of AWS's price list that are asked for, by service code. */
export const priceServices = [
  'AmazonApiGateway',
  'AWSDataTransfer',
  'AWSLambda',
  'AmazonCloudWatch',
  'awswaf',
  'AWSXRay',
] as const;

export type PriceService = (typeof priceServices)[number];

/** Each service's answers: products with their terms, a JSON text each, as GetProducts gives them. */
export type PriceAnswers = { readonly [K in PriceService]: readonly string[] };

interface Product {
  readonly usageType: string;
  readonly attributes: Fields;
  readonly publicationDate: string;
  /** Price of one unit, in text, by the amount that it ends at. */
  readonly tiers: Tiers;
}

interface Fields {
  readonly [name: string]: unknown;
}

/**
 * The price list of a region from AWS's answers, and what they left out of it. Pure.
 * https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/using-the-aws-price-list-query-api.html
 * @throws UsageError where they have no price for requests or data transfer, or none in US dollars
 */
export function priceListOf(
  region: string,
  answers: PriceAnswers,
  around: { readonly cloudFront: CloudFrontPrices | null; readonly askedOn: string },
): { readonly list: PriceList; readonly missing: readonly string[] } {
  const products = Object.fromEntries(
    priceServices.map((service) => [service, answers[service].flatMap(productIn)]),
  ) as unknown as { readonly [K in PriceService]: readonly Product[] };
  const gateway = products.AmazonApiGateway;
  const list: PriceList = {
    region,
    asOf: newest(products) ?? around.askedOn,
    sources: [`AWS Price List API, asked on ${around.askedOn}`],
    restRequests: perMillion(needed(gateway, 'ApiGatewayRequest', 'REST API requests', region)),
    httpRequests: perMillion(needed(gateway, 'ApiGatewayHttpRequest', 'HTTP API requests', region)),
    cacheHour: cachesIn(gateway),
    dataTransfer: needed(products.AWSDataTransfer, 'DataTransfer-Out-Bytes', 'data transfer out', region),
    dataTransferFreeGb: 100,
    lambda: lambdaIn(products.AWSLambda),
    logsIngested: tiersOf(products.AmazonCloudWatch, 'DataProcessing-Bytes'),
    waf: wafIn(products.awswaf),
    xrayTraces: firstOf(perMillion(tiersOf(products.AWSXRay, 'XRay-TracesStored') ?? [])),
    cloudFront: around.cloudFront,
  };
  const optional = {
    cacheHour: 'stage caches',
    lambda: 'Lambda',
    logsIngested: 'logs',
    waf: 'WAF',
    xrayTraces: 'X-Ray',
  };
  const missing = Object.entries(optional).flatMap(([member, name]) => {
    const value = list[member as keyof PriceList];
    return value === null || (typeof value === 'object' && Object.keys(value).length === 0) ? [name] : [];
  });
  return { list, missing };
}

/** A product that is charged on demand; anything else in an answer is passed over. */
function productIn(text: string): Product[] {
  const { product, terms, publicationDate } = fields(parse(text));
  const { attributes } = fields(product);
  const onDemand = Object.values(fields(fields(terms).OnDemand)).map(fields);
  const latest = onDemand.sort((a, b) => String(b.effectiveDate).localeCompare(String(a.effectiveDate)))[0];
  const dimensions = Object.values(fields(latest?.priceDimensions)).map(fields);
  if (dimensions.length === 0) return [];
  const usageType = String(fields(attributes).usagetype ?? '');
  return [
    {
      usageType,
      attributes: fields(attributes),
      publicationDate: String(publicationDate ?? '').slice(0, 10),
      tiers: dimensions
        .sort((a, b) => Number(a.beginRange) - Number(b.beginRange))
        .map((one) => ({ upTo: endOf(one.endRange), price: dollars(one.pricePerUnit, usageType) })),
    },
  ];
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UsageError('The AWS Price List API answered with something that is no price.', [], {
      cause: error,
    });
  }
}

function endOf(range: unknown): number | null {
  const end = Number(range);
  return Number.isFinite(end) ? end : null;
}

function dollars(price: unknown, usageType: string): string {
  const { USD } = fields(price);
  if (typeof USD === 'string') return trimmed(USD);
  const currency = Object.keys(fields(price))[0] ?? 'no currency';
  throw new UsageError(`AWS has prices of ${usageType} in ${currency} and not in US dollars.`, [
    'gatewright reckons in US dollars: give converted prices with --prices FILE.',
  ]);
}

/** What stands before a usage type in every region but the oldest: `EUC1-`, `EU-`, `USE1-`. */
const regionPrefix = /^(?:[A-Z]{2,5}\d{0,2}-)?/;

function tiersOf(products: readonly Product[], usageType: string): Tiers | null {
  const found = products
    .filter((one) => one.usageType.replace(regionPrefix, '') === usageType)
    .filter(({ tiers }) => tiers.some(({ price }) => compare(exact(price), exact(0)) > 0));
  return found[0]?.tiers ?? null;
}

function needed(products: readonly Product[], usageType: string, name: string, region: string): Tiers {
  const tiers = tiersOf(products, usageType);
  if (tiers !== null && tiers.at(-1)?.upTo === null) return tiers;
  throw new UsageError(`The AWS Price List API has no price of ${name} in ${region}.`, [
    'Check the name of the region, or give its prices: --prices FILE (docs/cost.md shows one whole).',
  ]);
}

function perMillion(tiers: Tiers): Tiers {
  return tiers.map(({ upTo, price }) => ({
    upTo: upTo === null ? null : upTo / 1_000_000,
    price: trimmed(fixed(times(exact(price), exact(1_000_000)), 10)),
  }));
}

/** What isn't free of it. */
const firstOf = (tiers: Tiers): string | null => tiers.find(({ price }) => Number(price) > 0)?.price ?? null;

function cachesIn(products: readonly Product[]): PriceList['cacheHour'] {
  const caches = products.flatMap(({ usageType, attributes, tiers }) => {
    const size = /ApiGatewayCacheUsage:([\d.]+)GB$/.exec(usageType)?.[1] ?? attributes.cacheMemorySizeGb;
    const hour = firstOf(tiers);
    return typeof size !== 'string' || hour === null ? [] : [[trimmed(size), hour] as const];
  });
  return Object.fromEntries(caches);
}

function lambdaIn(products: readonly Product[]): LambdaPrices | null {
  const requests = firstOf(perMillion(tiersOf(products, 'Request') ?? []));
  const gbSecondX86 = tiersOf(products, 'Lambda-GB-Second');
  const gbSecondArm = tiersOf(products, 'Lambda-GB-Second-ARM') ?? gbSecondX86;
  if (requests === null || gbSecondX86 === null || gbSecondArm === null) return null;
  return { requests, gbSecondX86, gbSecondArm };
}

function wafIn(products: readonly Product[]): WafPrices | null {
  const webAcl = firstOf(tiersOf(products, 'WebACLV2') ?? []);
  const rule = firstOf(tiersOf(products, 'RuleV2') ?? []);
  const asked = tiersOf(products, 'RequestV2-Tier1') ?? tiersOf(products, 'RequestV2') ?? [];
  const requests = firstOf(perMillion(asked));
  return webAcl === null || rule === null || requests === null ? null : { webAcl, rule, requests };
}

function newest(products: { readonly [service: string]: readonly Product[] }): string | null {
  const dates = Object.values(products).flatMap((each) => each.map(({ publicationDate }) => publicationDate));
  return (
    dates
      .filter((date) => /^\d{4}-\d{2}-\d{2}$/.test(date))
      .sort()
      .at(-1) ?? null
  );
}

/** `0.0000035000` as `0.0000035`, and `118.0` as `118`. */
function trimmed(decimal: string): string {
  return decimal.includes('.') ? decimal.replace(/\.?0+$/, '') : String(toNumber(exact(decimal)));
}

const fields = (value: unknown): Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
