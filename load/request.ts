import crypto from 'k6/crypto';
import encoding from 'k6/encoding';
import http, { type RefinedParams, type RefinedResponse, type ResponseType } from 'k6/http';
import {
  awsCredentials,
  credentialGeneration,
  renewWhenDue,
  renewWhenExpired,
  secret,
} from './credentials.ts';
import type { PlannedRequest } from './plan.ts';
import { plan } from './planned.ts';
import { type Digests, type Prepared as PreparedSigning, prepareSigning, sign } from './sign.ts';

export type Answer = RefinedResponse<ResponseType>;

const digests: Digests = crypto;
const requests = plan.requests.map(prepare);

export function send(request: number): Answer | undefined {
  const prepared = requests[request];
  if (prepared === undefined) return undefined;
  if (!prepared.shows) return http.request(prepared.method, prepared.url, prepared.body, prepared.params);
  renewWhenExpired();
  const { method, url, body, params } = dressed(prepared);
  const answer = http.request(method, url, body, params);
  renewWhenDue();
  return answer;
}

interface Prepared {
  readonly planned: PlannedRequest;
  readonly method: string;
  readonly url: string;
  readonly body: string | ArrayBuffer | null;
  params: RefinedParams<ResponseType>;
  /** Whether it has to show anything. */
  readonly shows: boolean;
  signing: PreparedSigning | null;
  /** Of the credentials in its headers. */
  generation: number;
}

function prepare(planned: PlannedRequest): Prepared {
  const { series, method, url, headers, secretHeaders, body, expectStatus, signing } = planned;
  const bytes = body === null ? null : 'text' in body ? body.text : encoding.b64decode(body.base64);
  return {
    planned,
    method,
    url,
    body: bytes,
    params: {
      headers,
      tags: { name: String(series), ...labels(series) },
      timeout: `${plan.timeoutSeconds}s`,
      responseCallback: http.expectedStatuses(...expectStatus),
      responseType: readsBody(planned) ? 'text' : 'none',
    },
    shows: Object.keys(secretHeaders).length > 0 || signing !== undefined,
    signing: null,
    generation: -1,
  };
}

/** With the secrets of now, and a signature of its own. */
function dressed(prepared: Prepared): Prepared {
  const { planned, params, body } = prepared;
  const now = credentialGeneration();
  if (prepared.generation !== now) {
    const secrets = Object.entries(planned.secretHeaders).map(([name, variable]) => [name, secret(variable)]);
    prepared.params = { ...params, headers: { ...planned.headers, ...Object.fromEntries(secrets) } };
    prepared.generation = now;
  }
  if (planned.signing === undefined) return prepared;
  const aws = awsCredentials(plan.series[planned.series]?.target ?? '');
  if (aws === undefined) return prepared;
  prepared.signing ??= prepareSigning({ ...planned, body }, planned.signing.region ?? aws.region, digests);
  const signature = sign(prepared.signing, aws, { digests, nowMs: Date.now() });
  return {
    ...prepared,
    params: { ...prepared.params, headers: { ...prepared.params.headers, ...signature } },
  };
}

/** For outputs beside, whose readers know no series by number: a row of the recording is longer with them. */
function labels(series: number): { [tag: string]: string } {
  const { target, route } = plan.series[series] ?? {};
  if (!__ENV.GATEWRIGHT_LABELS || target === undefined || route === undefined) return {};
  return { target, route };
}

/** Reading a body costs the generator more than everything else of a request, so it is only done for what needs it. */
function readsBody({ expectStatus, marks = {} }: PlannedRequest): boolean {
  const named = Object.values(marks).some((mark) => mark !== undefined && 'pointer' in mark);
  return named || (plan.observe && expectStatus.includes(429));
}
