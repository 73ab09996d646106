import encoding from 'k6/encoding';
import http, { type RefinedParams, type RefinedResponse, type ResponseType } from 'k6/http';
import type { PlannedRequest } from './plan.ts';
import { plan } from './planned.ts';

export type Answer = RefinedResponse<ResponseType>;

const requests = plan.requests.map(prepare);

export function send(request: number): Answer | undefined {
  const { method, url, body, params } = requests[request] ?? {};
  if (method === undefined || url === undefined) return undefined;
  return http.request(method, url, body, params);
}

interface Prepared {
  readonly method: string;
  readonly url: string;
  readonly body: string | ArrayBuffer | null;
  readonly params: RefinedParams<ResponseType>;
}

function prepare(request: PlannedRequest): Prepared {
  const { series, method, url, headers, secretHeaders, body, expectStatus } = request;
  const secrets = Object.entries(secretHeaders).map(([name, variable]) => [name, __ENV[variable] ?? '']);
  const bytes = body === null ? null : 'text' in body ? body.text : encoding.b64decode(body.base64);
  return {
    method,
    url,
    body: bytes,
    params: {
      headers: { ...headers, ...Object.fromEntries(secrets) },
      tags: { name: String(series) },
      timeout: `${plan.timeoutSeconds}s`,
      responseCallback: http.expectedStatuses(...expectStatus),
      responseType: readsBody(request) ? 'text' : 'none',
    },
  };
}

/** Reading a body costs the generator more than everything else of a request, so it is only done for what needs it. */
function readsBody({ expectStatus, marks = {} }: PlannedRequest): boolean {
  const named = Object.values(marks).some((mark) => mark !== undefined && 'pointer' in mark);
  return named || (plan.observe && expectStatus.includes(429));
}
