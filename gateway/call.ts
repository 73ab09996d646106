import type { CallRecord } from './access-log/call-record.ts';
import type { OpenAccessLog } from './access-log/stage-logs.ts';
import type { Invoke } from './function/invocation.ts';
import type { LogStore } from './logs/log-store.ts';
import type { Api } from './model.ts';
import type { SignatureCheck } from './signature/check.ts';
import type { Bucket } from './throttle/bucket.ts';
import type { NewBucket } from './throttle/buckets.ts';
import type { UsagePlans } from './throttle/usage-plans.ts';
import type { TokenCheck } from './token/check.ts';
import type { Observation } from './truth/observation.ts';

export type HeaderLine = readonly [name: string, value: string];

/** A request to an API, as it came over the wire; prefixes of the local gateway's own are off its path. */
export interface Call {
  readonly method: string;
  /** Percent-encoded as sent, with its stage; starts with a slash. */
  readonly path: string;
  /** The path of the request line with every prefix, which is what a caller signs. */
  readonly sentPath: string;
  /** What followed `?`, as sent; empty without one. */
  readonly query: string;
  readonly headers: readonly HeaderLine[];
  readonly body: Buffer;
  /** The body has more than `bodyLimitBytes` and isn't there. */
  readonly bodyTooLarge: boolean;
  readonly sourceIp: string;
  /** `null`: none had to be shown. */
  readonly clientCert: ClientCert | null;
  readonly receivedAtMs: number;
  /** Takes down what happens to the call; `null` where nobody asks for it. */
  readonly observation: Observation | null;
  /** `null`: it came to the API's own host name. */
  readonly domain: CalledDomain | null;
  /** Set by an API for stages with an access log; `null`: nobody logs the call. */
  record: CallRecord | null;
}

/** The certificate that a client showed to a custom domain with mutual TLS, named as in events. */
export interface ClientCert {
  readonly clientCertPem: string;
  readonly subjectDN: string;
  readonly issuerDN: string;
  readonly serialNumber: string;
  /** `May 28 12:30:02 2019 GMT`. */
  readonly validity: { readonly notBefore: string; readonly notAfter: string };
}

/** The custom domain that a call came to. */
export interface CalledDomain {
  /** As the caller wrote it, without a port: a wildcard's own domain has a star. */
  readonly name: string;
  /** The mapping key that matched, `orders/v1`; empty for the root. */
  readonly basePath: string;
  /** `null`: the path says it, after the base path. */
  readonly stage: string | null;
}

/** A response as it goes out. */
export interface Answer {
  readonly status: number;
  readonly headers: readonly HeaderLine[];
  readonly body: string | Buffer;
}

/** An API that answers calls: the one interface behind which REST and HTTP APIs differ. */
export interface ServedApi {
  readonly api: Api;
  answer(call: Call): Promise<Answer>;
}

/** What APIs run on. */
export interface Surroundings {
  readonly region: string;
  readonly accountId: string;
  readonly invoke: Invoke;
  /** Epoch milliseconds: the clock of throttles, quotas, caches, tokens and signatures. */
  readonly now: () => number;
  /** The same with fractions of a millisecond, for throttles; left out: `now`. */
  readonly fineNow?: () => number;
  /** Uniform from 0 up to 1: decides which requests go to a canary. */
  readonly random: () => number;
  readonly usagePlans: UsagePlans;
  readonly newBucket: NewBucket;
  /** Limits all APIs together; `null`: nothing does. */
  readonly accountBucket: Bucket | null;
  readonly checkSignature: SignatureCheck;
  readonly checkToken: TokenCheck;
  /** Tells the person at the terminal why a request failed, where AWS would only tell the log. */
  readonly log: (line: string) => void;
  /** `null`: access logs aren't written. */
  readonly openAccessLog: OpenAccessLog | null;
  /** Takes execution logs; left out: they aren't written. */
  readonly logs?: LogStore;
}

/** Largest body of a request, both API types (AWS documentation, "Amazon API Gateway quotas"). */
export const bodyLimitBytes = 10 * 1024 * 1024;

/** First value of a header; `lowerName` in lower case. */
export function headerOf(headers: readonly HeaderLine[], lowerName: string): string | undefined {
  for (const [name, value] of headers) {
    if (name.length === lowerName.length && name.toLowerCase() === lowerName) return value;
  }
  return undefined;
}

/** Media type of a header such as Content-Type: lower case, without parameters. */
export function mediaTypeOf(value: string): string {
  const end = value.indexOf(';');
  return (end < 0 ? value : value.slice(0, end)).trim().toLowerCase();
}
