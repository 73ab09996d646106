import type { APIResponse } from '@playwright/test';
import type { Exchange } from '../../src/conformance/exchange.ts';
import { expectations } from '../../src/conformance/expectations.ts';

/** A response that another request context than `api` received: its request is known by its URL alone. */
export async function exchangeFrom(response: APIResponse): Promise<Exchange> {
  const headers = response.headersArray().map(({ name, value }) => [name, value] as const);
  const names = headers.map(([name]) => name.toLowerCase());
  const apiType = expectations.http.requestIdHeaders.some((name) => names.includes(name)) ? 'http' : 'rest';
  const url = response.url();
  return {
    id: url,
    target: '',
    apiType,
    contract: '',
    route: new URL(url).pathname,
    example: '',
    purpose: 'example',
    request: { method: 'GET', url, headers: {}, secretHeaders: {}, bodyBase64: null },
    startedAt: new Date().toISOString(),
    answer: {
      kind: 'response',
      status: response.status(),
      headers,
      bodyBase64: (await response.body()).toString('base64'),
      durationMs: 0,
    },
  };
}
