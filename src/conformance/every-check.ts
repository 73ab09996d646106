import { catalogue } from './catalogue.ts';
import type { CatalogueEntry, Family } from './check.ts';
import { causes } from './diagnosis.ts';
import { targetCatalogue } from './target-catalogue.ts';

/** A check as people and machines read of it: everything but how it judges. */
export interface DescribedCheck extends CatalogueEntry {
  /** What a failure is explained by; those whose sentence needs the failure at hand have none here. */
  readonly causes: readonly DescribedCause[];
}

export interface DescribedCause {
  readonly id: string;
  readonly cause: string | null;
  readonly fix: string | null;
}

/** Title and order of the families, as documentation shows them. */
export const families = {
  transport: 'Transport',
  response: 'Responses',
  'proxy-format': 'Proxy format',
  routing: 'Routing',
  request: 'Requests',
  cors: 'CORS',
  auth: 'Authorization',
  caching: 'Caching',
  throttling: 'Throttling',
  exposure: 'Exposure',
  drift: 'Drift',
} as const satisfies Record<Family, string>;

const order = Object.keys(families);

/** Every check of exchanges and of targets, family by family, in the catalogue's order. */
export function everyCheck(): DescribedCheck[] {
  return [...catalogue, ...targetCatalogue]
    .toSorted((a, b) => order.indexOf(a.family) - order.indexOf(b.family))
    .map(described);
}

function described(check: CatalogueEntry): DescribedCheck {
  const { id, title, family, apiTypes, severity, why, fix, source } = check;
  const explaining = causes.filter(({ explains }) => explains.includes(id));
  return {
    id,
    title,
    family,
    apiTypes,
    severity,
    why,
    fix,
    source,
    causes: explaining.map((one) => ({
      id: one.id,
      cause: typeof one.cause === 'string' ? one.cause : null,
      fix: typeof one.fix === 'string' ? one.fix : null,
    })),
  };
}
