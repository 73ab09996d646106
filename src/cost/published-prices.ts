import type { PriceList } from './price-list.ts';

/**
 * The prices that come with gatewright, by region. Where a region isn't here, none is guessed: regions differ by up to
 * twice. `gatewright cost --refresh` asks AWS for any region, and `--prices FILE` takes anybody's own.
 */
export const publishedPrices: { readonly [region: string]: PriceList } = {
  'us-east-1': {
    region: 'us-east-1',
    asOf: '2026-01-01',
    sources: [
      'https://aws.amazon.com/api-gateway/pricing/',
      'https://aws.amazon.com/ec2/pricing/on-demand/ (data transfer)',
      'https://aws.amazon.com/lambda/pricing/',
      'https://aws.amazon.com/cloudwatch/pricing/',
      'https://aws.amazon.com/waf/pricing/',
      'https://aws.amazon.com/xray/pricing/',
      'https://aws.amazon.com/cloudfront/pricing/',
    ],
    restRequests: [
      { upTo: 333, price: '3.50' },
      { upTo: 1_000, price: '2.80' },
      { upTo: 20_000, price: '2.38' },
      { upTo: null, price: '1.51' },
    ],
    httpRequests: [
      { upTo: 300, price: '1.00' },
      { upTo: null, price: '0.90' },
    ],
    cacheHour: {
      '0.5': '0.020',
      '1.6': '0.038',
      '6.1': '0.200',
      '13.5': '0.250',
      '28.4': '0.500',
      '58.2': '1.000',
      '118': '1.900',
      '237': '3.800',
    },
    dataTransfer: [
      { upTo: 10_240, price: '0.09' },
      { upTo: 51_200, price: '0.085' },
      { upTo: 153_600, price: '0.07' },
      { upTo: null, price: '0.05' },
    ],
    dataTransferFreeGb: 100,
    lambda: {
      requests: '0.20',
      gbSecondX86: [
        { upTo: 6_000_000_000, price: '0.0000166667' },
        { upTo: 15_000_000_000, price: '0.0000150000' },
        { upTo: null, price: '0.0000133334' },
      ],
      gbSecondArm: [
        { upTo: 7_500_000_000, price: '0.0000133334' },
        { upTo: 18_750_000_000, price: '0.0000120001' },
        { upTo: null, price: '0.0000106667' },
      ],
    },
    logsIngested: [{ upTo: null, price: '0.50' }],
    waf: { webAcl: '5', rule: '1', requests: '0.60' },
    xrayTraces: '5.00',
    cloudFront: {
      requests: [
        { upTo: 10, price: '0' },
        { upTo: null, price: '1.00' },
      ],
      dataTransfer: [
        { upTo: 1_024, price: '0' },
        { upTo: 10_240, price: '0.085' },
        { upTo: 51_200, price: '0.080' },
        { upTo: 153_600, price: '0.060' },
        { upTo: 512_000, price: '0.040' },
        { upTo: 1_048_576, price: '0.030' },
        { upTo: 5_242_880, price: '0.025' },
        { upTo: null, price: '0.020' },
      ],
    },
  },
};
