import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A product as AWS's price list has it: its price by the amount that it begins at. */
export interface FakeProduct {
  readonly service: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly tiers: readonly (readonly [begin: string, end: string, price: string])[];
  readonly currency?: string;
  readonly publicationDate?: string;
}

interface Asked {
  readonly ServiceCode: string;
  readonly Filters: readonly { readonly Field: string; readonly Value: string; readonly Type: string }[];
  readonly NextToken?: string;
}

/**
 * Answers GetProducts as the AWS Price List API does: awsJson 1.1, products as JSON in text, filters that must equal
 * an attribute, and pages of two.
 */
export async function fakePriceList(products: readonly FakeProduct[]) {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const answer = (status: number, body: unknown) => {
        response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' });
        response.end(JSON.stringify(body));
      };
      if (request.headers['x-amz-target'] !== 'AWSPriceListService.GetProducts') {
        return answer(400, { __type: 'UnknownOperationException' });
      }
      const question = JSON.parse(Buffer.concat(chunks).toString('utf8')) as Asked;
      asked.push(question);
      const matching = products.filter(
        ({ service, attributes }) =>
          service === question.ServiceCode &&
          question.Filters.every(({ Field, Value }) => attributes[Field] === Value),
      );
      const from = Number(question.NextToken ?? 0);
      answer(200, {
        FormatVersion: 'aws_v1',
        PriceList: matching.slice(from, from + 2).map(productText),
        ...(matching.length > from + 2 ? { NextToken: String(from + 2) } : {}),
      });
    });
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    asked,
    close: () => new Promise((closed) => server.close(closed)),
  };
}

export function productText(product: FakeProduct): string {
  const { service, attributes, tiers, currency = 'USD', publicationDate = '2026-11-20T10:00:00Z' } = product;
  const sku = `${service}-${attributes.usagetype ?? ''}`;
  const dimensions = tiers.map(([beginRange, endRange, price], index) => [
    `${sku}.JRTCKXETXF.${index}`,
    { unit: 'unit', beginRange, endRange, pricePerUnit: { [currency]: price }, appliesTo: [] },
  ]);
  return JSON.stringify({
    product: { productFamily: 'family', attributes: { servicecode: service, ...attributes }, sku },
    serviceCode: service,
    terms: {
      OnDemand: {
        [`${sku}.JRTCKXETXF`]: {
          priceDimensions: Object.fromEntries(dimensions),
          effectiveDate: '2026-11-01T00:00:00Z',
          offerTermCode: 'JRTCKXETXF',
        },
      },
    },
    version: '20261120100000',
    publicationDate,
  });
}

/** Frankfurt's products with things beside them that must not be taken for them; figures are made up. */
export const frankfurt: readonly FakeProduct[] = [
  ...(
    [
      [
        'AmazonApiGateway',
        'EUC1-ApiGatewayRequest',
        [
          ['333000000', 'Inf', '0.0000030000'],
          ['0', '333000000', '0.0000037000'],
        ],
      ],
      [
        'AmazonApiGateway',
        'EUC1-ApiGatewayHttpRequest',
        [
          ['0', '300000000', '0.0000012000'],
          ['300000000', 'Inf', '0.0000010800'],
        ],
      ],
      ['AmazonApiGateway', 'EUC1-ApiGatewayMessage', [['0', 'Inf', '0.0000011500']]],
      ['AmazonApiGateway', 'EUC1-ApiGatewayCacheUsage:0.5GB', [['0', 'Inf', '0.0200000000']]],
      ['AmazonApiGateway', 'EUC1-ApiGatewayCacheUsage:118GB', [['0', 'Inf', '1.9000000000']]],
      ['AWSLambda', 'EUC1-Request', [['0', 'Inf', '0.0000002000']]],
      ['AWSLambda', 'EUC1-Lambda-Edge-Request', [['0', 'Inf', '0.0000006000']]],
      [
        'AWSLambda',
        'EUC1-Lambda-GB-Second',
        [
          ['0', '6000000000', '0.0000166667'],
          ['6000000000', 'Inf', '0.0000150000'],
        ],
      ],
      ['AWSLambda', 'EUC1-Lambda-GB-Second-ARM', [['0', 'Inf', '0.0000133334']]],
      ['AmazonCloudWatch', 'EUC1-DataProcessing-Bytes', [['0', 'Inf', '0.6300000000']]],
      ['awswaf', 'EUC1-WebACLV2', [['0', 'Inf', '5.0000000000']]],
      ['awswaf', 'EUC1-RuleV2', [['0', 'Inf', '1.0000000000']]],
      ['awswaf', 'EUC1-RequestV2-Tier1', [['0', 'Inf', '0.0000006000']]],
      ['AWSXRay', 'EUC1-XRay-TracesStored', [['0', 'Inf', '0.0000050000']]],
    ] as const
  ).map(([service, usagetype, tiers]) => ({
    service,
    tiers,
    attributes: { usagetype, regionCode: 'eu-central-1' },
  })),
  {
    service: 'AWSDataTransfer',
    attributes: {
      usagetype: 'EUC1-DataTransfer-Out-Bytes',
      fromRegionCode: 'eu-central-1',
      transferType: 'AWS Outbound',
    },
    tiers: [
      ['0', '10240', '0.0900000000'],
      ['10240', 'Inf', '0.0850000000'],
    ],
  },
  {
    service: 'AWSDataTransfer',
    attributes: {
      usagetype: 'EUC1-EU-AWS-Out-Bytes',
      fromRegionCode: 'eu-central-1',
      transferType: 'InterRegion Outbound',
    },
    tiers: [['0', 'Inf', '0.0200000000']],
  },
  {
    service: 'AmazonApiGateway',
    attributes: { usagetype: 'Global-ApiGatewayRequest', regionCode: '' },
    tiers: [['0', 'Inf', '0.0000000000']],
  },
];
