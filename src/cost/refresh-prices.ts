import { clientConfig } from '../aws/aws-client-config.ts';
import { awsFailure } from '../aws/aws-failure.ts';
import type { AwsOptions } from '../aws/aws-options.ts';
import { EndpointWatch } from '../aws/endpoint-watch.ts';
import { UsageError } from '../errors/usage-error.ts';
import { type PriceAnswers, type PriceService, priceListOf, priceServices } from './price-answers.ts';
import type { PriceList } from './price-list.ts';
import { publishedPrices } from './published-prices.ts';

/** The one region of the Price List API that always answers; it knows the prices of all. */
const home = 'us-east-1';

/**
 * Asks the AWS Price List API for the prices of a region (permission `pricing:GetProducts`; the calls cost nothing).
 * CloudFront has prices by the place of its callers and not by region: those stay the published ones.
 * @throws UsageError where AWS can't be asked, or has no prices for the region
 */
export async function refreshPrices(
  region: string,
  aws: Pick<AwsOptions, 'env' | 'profile'>,
  now = new Date(),
): Promise<{ readonly list: PriceList; readonly missing: readonly string[] }> {
  const answers = await askAll(region, aws);
  const cloudFront = publishedPrices[home]?.cloudFront ?? null;
  return priceListOf(region, answers, { cloudFront, askedOn: now.toISOString().slice(0, 10) });
}

async function askAll(region: string, aws: Pick<AwsOptions, 'env' | 'profile'>): Promise<PriceAnswers> {
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
  const config = clientConfig('PRICING', { ...aws, region: home });
  const sdk = await import('@aws-sdk/client-pricing');
  const client = new sdk.PricingClient({
    ...config,
    requestHandler: { ...config.requestHandler, requestTimeout: 15_000 },
  });
  const watch = new EndpointWatch();
  watch.watch(client.config.requestHandler);
  const ask = async (service: PriceService): Promise<string[]> => {
    const found: string[] = [];
    let NextToken: string | undefined;
    for (let page = 0; page < mostPages; page++) {
      const answer = await client.send(
        new sdk.GetProductsCommand({
          ServiceCode: service,
          FormatVersion: 'aws_v1',
          MaxResults: 100,
          Filters: filtersFor(service, region),
          ...(NextToken === undefined ? {} : { NextToken }),
        }),
      );
      found.push(...(answer.PriceList ?? []).map(String));
      if (!answer.NextToken || answer.NextToken === NextToken) return found;
      NextToken = answer.NextToken;
    }
    throw new UsageError(`The AWS Price List API has more than ${mostPages} pages of ${service}.`);
  };
  try {
    const all = await Promise.all(priceServices.map(async (service) => [service, await ask(service)]));
    return Object.fromEntries(all) as PriceAnswers;
  } catch (error) {
    throw inWordsOfPrices(error, watch);
  } finally {
    client.destroy();
  }
}

const mostPages = 50;

function filtersFor(service: PriceService, region: string) {
  const where = service === 'AWSDataTransfer' ? 'fromRegionCode' : 'regionCode';
  const equal = (Field: string, Value: string) => ({ Type: 'TERM_MATCH' as const, Field, Value });
  return [
    equal(where, region),
    ...(service === 'AWSDataTransfer' ? [equal('transferType', 'AWS Outbound')] : []),
  ];
}

/** What is to be done about a failure of AWS elsewhere, such as naming a URL, helps nobody to prices. */
function inWordsOfPrices(error: unknown, { origin, isAws }: EndpointWatch): UsageError {
  const { message, next } = awsFailure(error, {
    service: 'Price List',
    operation: 'GetProducts',
    permission: 'pricing:GetProducts',
    endpoint: origin ?? `https://api.pricing.${home}.amazonaws.com`,
    isAws,
  });
  const fitting = next.filter((line) => !/--url|--local/.test(line));
  return new UsageError(message, [...fitting, 'Without AWS: --prices FILE (docs/cost.md shows one whole).'], {
    cause: error,
  });
}
