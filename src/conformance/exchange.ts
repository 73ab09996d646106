import type { Captured } from '../contract/capture.ts';
import type { ApiType, CaptureSource, Effect } from '../contract/contract.ts';
import type { KeyStanding } from '../credential/key-standing.ts';
import type { SecretHeader, Signing } from '../credential/secret-header.ts';
import type { TokenFacts } from '../credential/token.ts';
import type { Transport } from '../transport/transport.ts';
import type { Broken } from './generated/broken.ts';

/** Why an exchange is made: one of the contract's examples, or a probe that a check asks for. */
export type Purpose =
  | 'example'
  | 'preflight'
  | 'simple-cors'
  /** An example as a page asks for it that must not read the answer. */
  | 'denied-cors'
  | 'unknown-route'
  | 'wrong-method'
  /** A GET example with the stage twice in its URL, with a slash at its end, and by HEAD. */
  | 'doubled-stage'
  | 'trailing-slash'
  | 'head'
  /** A route of a target without a contract. */
  | 'deployed-route'
  /** A route with auth, and some of it left out. */
  | 'no-credentials'
  /** Credentials that nobody gave out, or that the contract says must be refused. */
  | 'wrong-credentials'
  /** A cached route: an example sent again, another value of a parameter, another caller, invalidation. */
  | 'cache'
  /** Generated from the contract's schemas: breaks one of them. */
  | 'broken-request'
  /** Generated from the contract's schemas: fits all of them. */
  | 'sound-request'
  /** Larger than the gateway takes. */
  | 'oversized-request';

/** A request as it will be sent, before any secret is put in: fit to be written to a file and shown. */
export interface PlannedRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: { readonly [name: string]: string };
  /** Header name → where its value comes from. */
  readonly secretHeaders: { readonly [name: string]: SecretHeader };
  /** Only where it is signed when it goes out. */
  readonly signing?: Signing;
  /** Body bytes in base64; `null` sends none. */
  readonly bodyBase64: string | null;
  /** The body is filled up with spaces to that many bytes when it goes out. */
  readonly padTo?: number;
  /** How its host is reached; its headers are among those of the request. Left out where the plain way leads there. */
  readonly transport?: Omit<Transport, 'headers'>;
}

/** What a request makes happen on purpose: error answers show in people's alarms, and roll deployments back. */
export type Provocation = 'nothing' | '4xx' | '5xx';

export interface PlannedExchange {
  /** Unique within a run, stable between runs of the same contract and target. */
  readonly id: string;
  readonly target: string;
  readonly apiType: ApiType;
  readonly contract: string;
  /** Route key of the contract; for probes outside every route, what was tried (`GET /gatewright-…`). */
  readonly route: string;
  /** Title of the example, or of the probe. */
  readonly example: string;
  readonly purpose: Purpose;
  /** Default `nothing`. */
  readonly provokes?: Provocation;
  /** What a broken request breaks. */
  readonly broken?: Broken;
  /** What API Gateway tells of the API key that is sent, where it could be asked. */
  readonly key?: KeyStanding;
  /** Of a probe: what it does, as the check that judges it calls it. */
  readonly probe?: Probe;
  /** Ids of exchanges that have to be made before. */
  readonly after?: readonly string[];
  /** What the request does to the API's state; default: what its method says. */
  readonly effect?: Effect;
  /** Status that the contract promises of it. */
  readonly expects?: number;
  /** Whatever comes back is the finding: never sent again, not even where that would do no harm. */
  readonly once?: true;
  /** What is read of the answer, by name. */
  readonly captures?: { readonly [name: string]: CaptureSource };
  /** Names of captured values that stand in the request as `{{name}}`, until it goes out. */
  readonly uses?: readonly string[];
  /** Sent once everything is done, to undo what this one did. */
  readonly cleanup?: {
    readonly route: string;
    readonly uses: readonly string[];
    readonly request: PlannedRequest;
  };
  readonly request: PlannedRequest;
}

/** Whether it changes nothing, so that sending it again does no harm. */
export function isHarmless({ effect, request }: Pick<PlannedExchange, 'effect' | 'request'>): boolean {
  return (effect ?? (['GET', 'HEAD', 'OPTIONS'].includes(request.method) ? 'none' : 'changes')) === 'none';
}

/** One of several requests that mean something together. */
export interface Probe {
  /** Title of the example that it was made from. */
  readonly of: string;
  readonly does: string;
  /** Name of the parameter, header or kind of credentials that it changes. */
  readonly subject?: string;
  /** What it sent there, where that is no secret. */
  readonly value?: string;
}

/** Header lines as received: order, case and repeats kept. */
export type HeaderLines = readonly (readonly [name: string, value: string])[];

export interface ReceivedResponse {
  readonly kind: 'response';
  readonly status: number;
  readonly headers: HeaderLines;
  readonly bodyBase64: string;
  readonly durationMs: number;
}

/** Nothing came back: `message` is one line without request headers in it. */
export interface NoResponse {
  readonly kind: 'no-response';
  readonly cause:
    | 'refused'
    | 'reset'
    | 'dns'
    | 'tls'
    | 'proxy'
    | 'timeout'
    | 'not-http'
    | 'too-large'
    | 'other';
  readonly message: string;
  readonly durationMs: number;
}

/** Why an answer did not count yet. */
export type NotYet =
  /** The first answer of a route was slow. */
  | 'cold-start'
  /** A fresh deployment explains it (`--retry-until-deployed`). */
  | 'not-deployed-yet'
  /** 429 to the gate's own traffic. */
  | 'rate-limited'
  /** The server had closed the connection while it was not used. */
  | 'stale-connection';

/** An answer that was not taken: the request was sent again. */
export interface EarlierAnswer {
  readonly because: NotYet;
  readonly durationMs: number;
  /** `null`: nothing came back. */
  readonly status: number | null;
}

/**
 * One request and its answer as observed. Every exchange of a run is made once, except that what changes nothing, or did
 * not reach anybody, may be tried again for a reason in `NotYet`.
 */
export interface Exchange extends PlannedExchange {
  readonly startedAt: string;
  /** Answers before this one, oldest first. */
  readonly earlier?: readonly EarlierAnswer[];
  /** Values of other answers that went into the request. */
  readonly captured?: Captured;
  /** What the JWTs that were sent say of themselves, by header. */
  readonly tokens?: { readonly [header: string]: TokenFacts };
  readonly answer: ReceivedResponse | NoResponse;
}
