import { clientConfig } from '../aws/aws-client-config.ts';
import type { AwsOptions } from '../aws/aws-options.ts';
import { EndpointWatch } from '../aws/endpoint-watch.ts';
import { caller } from '../aws/gateway-clients.ts';
import type { Reading } from './deployment.ts';
import { readingOf, unread } from './reading.ts';

/** A rule of a web ACL that acts above a number of requests. */
export interface RateRule {
  readonly name: string;
  /** `Block`, `Count`, `Captcha`, `Challenge`. */
  readonly action: string;
  /** Requests within the window, of each sender as `keyedBy` tells them apart. */
  readonly limit: number;
  readonly windowSeconds: number;
  /** `IP`, `FORWARDED_IP`, `CUSTOM_KEYS`, `CONSTANT`. */
  readonly keyedBy: string;
}

/** The part of an ARN behind the account: `regional/webacl/NAME/ID`. */
const arnPattern = /^arn:[\w-]+:wafv2:([\w-]+):[^:]*:regional\/webacl\/([^/]+)\/([^/]+)$/;

/** The name in a web ACL's ARN, which is all that can be known of it without a permission. */
export function webAclName(arn: string): string {
  return /\/webacl\/([^/]+)/.exec(arn)?.[1] ?? 'a web ACL';
}

/**
 * The rate rules of a stage's web ACL; never rejects. Needs wafv2:GetWebACL.
 * https://docs.aws.amazon.com/waf/latest/APIReference/API_GetWebACL.html
 */
export async function readRateRules(
  arn: string,
  options: AwsOptions,
  signal?: AbortSignal,
): Promise<Reading<RateRule[]>> {
  const [, region, name, id] = arnPattern.exec(arn) ?? [];
  if (region === undefined) return unread('It is a web ACL of AWS WAF Classic, or of another form.');
  return readingOf(rateRules({ region, name, id }, options, signal));
}

interface Place {
  readonly region: string;
  readonly name: string | undefined;
  readonly id: string | undefined;
}

async function rateRules(
  { region, name: Name, id: Id }: Place,
  options: AwsOptions,
  signal?: AbortSignal,
): Promise<RateRule[]> {
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
  const sdk = await import('@aws-sdk/client-wafv2');
  const client = new sdk.WAFV2Client(clientConfig('WAFV2', { ...options, region }));
  const endpoint = new EndpointWatch();
  endpoint.watch(client.config.requestHandler);
  return caller(
    'WAFv2',
    endpoint,
    signal,
  )('GetWebACL', async (abortSignal) => {
    const { WebACL } = await client.send(new sdk.GetWebACLCommand({ Name, Id, Scope: 'REGIONAL' }), {
      abortSignal,
    });
    return (WebACL?.Rules ?? []).flatMap(({ Name: rule = '', Statement, Action = {} }): RateRule[] => {
      const rate = Statement?.RateBasedStatement;
      if (rate?.Limit === undefined) return [];
      return [
        {
          name: rule,
          action: Object.keys(Action)[0] ?? 'Block',
          limit: rate.Limit,
          windowSeconds: rate.EvaluationWindowSec ?? 300,
          keyedBy: rate.AggregateKeyType ?? 'IP',
        },
      ];
    });
  });
}
