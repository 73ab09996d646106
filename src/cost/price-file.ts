import { readFile } from 'node:fs/promises';
import { didYouMean } from '../errors/nearest.ts';
import { UsageError } from '../errors/usage-error.ts';
import { exact, isDecimal } from './exact.ts';
import type { PriceList } from './price-list.ts';
import type { Tier, Tiers } from './tiers.ts';

/** What a price file holds: of each region, the whole list or what differs from the published one. */
export interface PriceFile {
  readonly schemaVersion: 1;
  readonly regions: { readonly [region: string]: PriceOverrides };
}

type Member<T> = T extends readonly unknown[] | string | number | null
  ? T
  : { readonly [K in keyof T]?: T[K] };

/** A price list of which anything may be left out; an object such as `lambda` may be given in part. */
export type PriceOverrides = {
  readonly [K in Exclude<keyof PriceList, 'region'>]?: NonNullable<PriceList[K]> extends
    | Tiers
    | string
    | number
    ? PriceList[K]
    : Member<NonNullable<PriceList[K]>> | null;
};

/**
 * Reads a price file: `{ "regions": { "eu-west-1": { "restRequests": [ … ] } } }`, or the members of one list for the
 * region that is asked about.
 * @throws UsageError with the path of the mistake
 */
export async function readPriceFile(file: string, region: string): Promise<PriceFile> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new UsageError(
      `There is no price file ${file} that can be read.`,
      'docs/cost.md shows what it holds.',
      {
        cause: error,
      },
    );
  });
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${file} is not JSON: ${(error as Error).message}.`, [], { cause: error });
  }
  return priceFileOf(parsed, { file, region });
}

/** As `readPriceFile`, of what the file holds. */
export function priceFileOf(
  parsed: unknown,
  about: { readonly file: string; readonly region: string },
): PriceFile {
  const fail = (message: string, next: readonly string[] = []): never => {
    throw new UsageError(`${about.file}: ${message}.`, [...next, 'docs/cost.md shows a whole price file.']);
  };
  const whole = isObject(parsed) ? parsed : fail('holds no object');
  if (whole.schemaVersion !== undefined && whole.schemaVersion !== 1) {
    fail(`has schemaVersion ${String(whole.schemaVersion)}, and this gatewright reads 1`);
  }
  const { schemaVersion: _, region, ...members } = whole;
  const regions = members.regions ?? { [typeof region === 'string' ? region : about.region]: members };
  if (!isObject(regions)) return fail('regions is no object');
  if (Object.keys(regions).length === 0) fail('has no region');
  return {
    schemaVersion: 1,
    regions: Object.fromEntries(
      Object.entries(regions).map(([name, list]) => [name, overridesOf(list, name, fail)]),
    ),
  };
}

type Fail = (message: string, next?: readonly string[]) => never;
type Fields = { readonly [name: string]: unknown };

const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** How each member of a price list is read, and refused by its path. */
const readers: { readonly [member: string]: (value: unknown, path: string, fail: Fail) => unknown } = {
  asOf: (value, path, fail) =>
    typeof value === 'string' && /^\d{4}-\d{2}-\d{2}/.test(value)
      ? value
      : fail(`${path} is no date (2026-11-23)`),
  sources: (value, path, fail) =>
    Array.isArray(value) && value.every((one) => typeof one === 'string')
      ? value
      : fail(`${path} is no list of texts`),
  restRequests: tiersOf,
  httpRequests: tiersOf,
  dataTransfer: tiersOf,
  logsIngested: tiersOf,
  dataTransferFreeGb: (value, path, fail) =>
    typeof value === 'number' && value >= 0 && Number.isFinite(value)
      ? value
      : fail(`${path} is no number of GB`),
  cacheHour: (value, path, fail) => {
    const sizes = isObject(value) ? value : fail(`${path} is no object of prices by size`);
    return Object.fromEntries(
      Object.entries(sizes).map(([size, price]) => {
        if (!isDecimal(size)) fail(`${path} has the size "${size}", which is no number of GB`);
        return [size, priceOf(price, `${path}["${size}"]`, fail)];
      }),
    );
  },
  lambda: membersOf({ requests: priceOf, gbSecondX86: tiersOf, gbSecondArm: tiersOf }),
  waf: membersOf({ webAcl: priceOf, rule: priceOf, requests: priceOf }),
  cloudFront: membersOf({ requests: tiersOf, dataTransfer: tiersOf }),
  xrayTraces: priceOf,
};

function overridesOf(list: unknown, region: string, fail: Fail): PriceOverrides {
  const members = isObject(list) ? list : fail(`regions["${region}"] is no object`);
  const { region: _, ...rest } = members;
  return Object.fromEntries(
    Object.entries(rest).map(([name, value]) => {
      const path = `regions["${region}"].${name}`;
      const reader = Object.hasOwn(readers, name) ? readers[name] : undefined;
      if (reader === undefined)
        return fail(`${path} is no price that gatewright knows`, didYouMean(name, Object.keys(readers)));
      return [name, value === null ? null : reader(value, path, fail)];
    }),
  );
}

function membersOf(known: {
  readonly [name: string]: (value: unknown, path: string, fail: Fail) => unknown;
}) {
  return (value: unknown, path: string, fail: Fail) => {
    const given = isObject(value) ? value : fail(`${path} is no object`);
    return Object.fromEntries(
      Object.entries(given).map(([name, one]) => {
        const reader = Object.hasOwn(known, name) ? known[name] : undefined;
        if (reader === undefined)
          return fail(
            `${path}.${name} is no price that gatewright knows`,
            didYouMean(name, Object.keys(known)),
          );
        return [name, reader(one, `${path}.${name}`, fail)];
      }),
    );
  };
}

/** A price as a number or a decimal in text. */
function priceOf(value: unknown, path: string, fail: Fail): string {
  const text = typeof value === 'number' || typeof value === 'string' ? String(value) : '';
  if (!isDecimal(text) || exact(text).n < 0n) return fail(`${path} is no price: ${JSON.stringify(value)}`);
  return text;
}

/** Tiers, or one price for any amount. */
function tiersOf(value: unknown, path: string, fail: Fail): Tiers {
  if (!Array.isArray(value)) return [{ upTo: null, price: priceOf(value, path, fail) }];
  const tiers = value.map((one: unknown, index): Tier => {
    const tier = isObject(one)
      ? one
      : fail(`${path}[${index}] is no tier ({ "upTo": 300, "price": "1.00" })`);
    const upTo = tier.upTo ?? null;
    if (upTo !== null && !(typeof upTo === 'number' && upTo > 0))
      fail(`${path}[${index}].upTo is no amount above 0`);
    return { upTo: upTo as number | null, price: priceOf(tier.price, `${path}[${index}].price`, fail) };
  });
  tiers.forEach(({ upTo }, index) => {
    const next = tiers[index + 1];
    if (upTo === null && next !== undefined) fail(`${path}[${index}] has no upTo, and isn't the last tier`);
    if (upTo !== null && next === undefined)
      fail(`${path}[${index}] is the last tier, and its upTo must be null`);
    if (upTo !== null && next?.upTo != null && next.upTo <= upTo)
      fail(`${path}[${index + 1}].upTo doesn't go up`);
  });
  return tiers.length === 0 ? fail(`${path} has no tier`) : tiers;
}
