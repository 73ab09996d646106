import type { EndpointWatch } from '../aws/endpoint-watch.ts';
import {
  awsOrigin,
  type InvokeUrl,
  originFor,
  parseInvokeUrl,
  type UrlForm,
  writeInvokeUrl,
} from './invoke-url.ts';

type Endpoint = Pick<EndpointWatch, 'isAws' | 'origin' | 'server' | 'servesJson'>;
type Form = Pick<InvokeUrl, 'form' | 'origin'>;

/** Writes the invoke URL of an API's stage. */
export type WriteUrl = (apiId: string, stage: string | null) => string;

/** Whether a URL that the endpoint gave out can be called as it stands. */
export function isCallable({ form, origin }: Form, { isAws }: Pick<Endpoint, 'isAws'>): boolean {
  // An emulator doesn't serve AWS's own names, and nobody wants AWS to be called in its place.
  if (form === 'execute-api') return isAws;
  // Browsers resolve names under localhost; the resolvers of many systems don't.
  return !new URL(origin).hostname.endsWith('.localhost');
}

/**
 * How the endpoint that discovery talks to serves APIs: AWS under `execute-api` host names; an emulator as
 * the URLs that it gave out show (stack outputs, `ApiEndpoint` of HTTP APIs), else as it is known
 * to. `null`: it doesn't tell.
 */
export async function urlWriter(
  endpoint: Endpoint,
  region: string,
  urls: readonly string[],
): Promise<WriteUrl | null> {
  if (endpoint.isAws) {
    return (apiId, stage) =>
      writeInvokeUrl('execute-api', { apiId, stage, origin: awsOrigin(apiId, region) });
  }
  const shown = urls.flatMap((url) => parseInvokeUrl(url) ?? []).find((url) => url.form !== 'execute-api');
  const form =
    shown === undefined ? await known(endpoint) : isCallable(shown, endpoint) ? shown : byPath(endpoint);
  if (form === null) return null;
  return (apiId, stage) => writeInvokeUrl(form.form, { apiId, stage, origin: originFor(apiId, form) });
}

/** Emulators that serve host names under localhost serve paths as well: LocalStack since 3.8, MiniStack. */
function byPath({ origin }: Pick<Endpoint, 'origin'>): Form | null {
  return origin === null ? null : { form: '/_aws/execute-api', origin };
}

async function known(endpoint: Endpoint): Promise<Form | null> {
  const { origin, server } = endpoint;
  const [, form] = formsByServer.find(([pattern]) => pattern.test(server ?? '')) ?? [];
  if (origin === null) return null;
  if (form !== undefined) return { form, origin };
  return (await endpoint.servesJson(healthPage)) ? byPath(endpoint) : null;
}

/** Emulators that say who they are in the `server` header of their AWS answers. */
const formsByServer: readonly (readonly [server: RegExp, form: UrlForm])[] = [[/^gatewright\b/i, '/_api']];

/** LocalStack's mark, which MiniStack has taken over. */
const healthPage = '/_localstack/health';
