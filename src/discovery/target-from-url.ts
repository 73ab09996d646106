import type { ApiType } from '../contract/contract.ts';
import { UsageError } from '../errors/usage-error.ts';
import { parseInvokeUrl } from './invoke-url.ts';
import type { Target } from './target.ts';

/**
 * The target that a bare URL names: in normal form, with stage and region where an invoke URL tells them.
 * @throws UsageError for what is no http URL, or more than a base URL.
 */
export function targetFromUrl(text: string, apiType: ApiType, name?: string): Target {
  const url = baseUrl(text);
  const invokeUrl = url.href.replace(/\/+$/, '');
  const told = parseInvokeUrl(invokeUrl);
  const stage = told?.segments[0] ?? null;
  if (told?.form === 'execute-api' && apiType === 'rest' && stage === null) {
    throw new UsageError(
      `${text} names no stage, and a REST API answers only under one.`,
      `Write ${invokeUrl}/STAGE.`,
    );
  }
  return {
    target: `${name ?? told?.apiId ?? url.hostname}:${apiType}`,
    apiType,
    invokeUrl,
    stage: stage ?? (told !== null && apiType === 'http' ? '$default' : null),
    region: told?.region ?? null,
    stackName: null,
    endpointType: null,
    apiId: told?.apiId ?? null,
  };
}

/** `localhost:3000/dev`, `api.example.com`: a host, and all that is missing before it is the scheme. */
function withoutScheme(text: string): boolean {
  return /^(localhost|[\w-]+(\.[\w-]+)+)(:\d+)?(\/|$)/.test(text) && URL.canParse(`http://${text}`);
}

function baseUrl(text: string): URL {
  if (/^wss?:/i.test(text)) {
    throw new UsageError(
      `${text} is the URL of a WebSocket API, which can't be tested.`,
      'REST and HTTP APIs can.',
    );
  }
  if (!/^https?:\/\/[^/]/i.test(text) || !URL.canParse(text)) {
    const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(text)?.[1];
    throw new UsageError(
      scheme === undefined || /^https?$/i.test(scheme)
        ? `"${text}" is no URL.`
        : `${text} has the scheme ${scheme}, not https or http.`,
      withoutScheme(text)
        ? `Write it whole: ${/^(localhost|127\.|\[)/.test(text) ? 'http' : 'https'}://${text}`
        : 'Write it whole: https://API_ID.execute-api.REGION.amazonaws.com/STAGE',
    );
  }
  const url = new URL(text);
  const extra = url.search !== '' ? 'a query' : url.hash !== '' ? 'a fragment' : null;
  if (extra !== null) {
    throw new UsageError(
      `${text} has ${extra}, and an invoke URL has none.`,
      `Write ${url.origin}${url.pathname}`,
    );
  }
  if (url.username !== '' || url.password !== '') {
    throw new UsageError(
      'The URL holds a user name or password.',
      'Put secrets into the environment, and name them in the contract: auth.',
    );
  }
  return url;
}
