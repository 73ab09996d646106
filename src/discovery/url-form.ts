import type { EndpointWatch } from './endpoint-watch.ts';
import {
  awsOrigin,
  type InvokeUrl,
  originFor,
  parseInvokeUrl,
  type UrlForm,
  writeInvokeUrl,
} from './invoke-url.ts';

/** Emulators that say who they are (`server` header of their AWS answers), and how they serve APIs. */
const formsByServer: readonly (readonly [server: RegExp, form: UrlForm])[] = [
  [/^gatewright\b/i, '/_api'],
  [/^(localstack|ministack)\b/i, '/_aws/execute-api'],
];

/** Writes the invoke URL of an API's stage. */
export type WriteUrl = (apiId: string, stage: string | null) => string;

/**
 * How the endpoint that discovery talks to serves APIs: AWS under `execute-api` host names; an emulator as
 * the URLs that it gave out already show (stack outputs, `ApiEndpoint` of HTTP APIs), else as its
 * name tells. `null`: it doesn't tell.
 */
export function urlWriter(
  endpoint: Pick<EndpointWatch, 'isAws' | 'origin' | 'server'>,
  region: string,
  urls: readonly string[],
): WriteUrl | null {
  if (endpoint.isAws) {
    return (apiId, stage) =>
      writeInvokeUrl('execute-api', { apiId, stage, origin: awsOrigin(apiId, region) });
  }
  const shown = urls
    .map((url) => parseInvokeUrl(url))
    .find((url) => url !== null && url.form !== 'execute-api');
  const known = shown ?? named(endpoint);
  if (known === null) return null;
  return (apiId, stage) => writeInvokeUrl(known.form, { apiId, stage, origin: originFor(apiId, known) });
}

function named({
  server,
  origin,
}: Pick<EndpointWatch, 'origin' | 'server'>): Pick<InvokeUrl, 'form' | 'origin'> | null {
  const [, form] = formsByServer.find(([pattern]) => server !== null && pattern.test(server)) ?? [];
  return form === undefined || origin === null ? null : { form, origin };
}
