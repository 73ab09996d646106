import type { NoResponse } from '../src/conformance/exchange.ts';

/** Read from the first line of an error, as Node and Playwright word it. The first that fits. */
const causes: readonly (readonly [NoResponse['cause'], RegExp])[] = [
  ['proxy', /^the proxy /],
  ['not-http', /Parse Error|HPE_|Header overflow|decompress/i],
  ['refused', /ECONNREFUSED|EHOSTUNREACH|ENETUNREACH/],
  ['dns', /ENOTFOUND|EAI_AGAIN/],
  ['tls', /certificate|self[- ]signed|SSL|TLS|ERR_TLS|EPROTO|CERT_/i],
  ['timeout', /timed? ?out|timeout|ETIMEDOUT/i],
  ['reset', /ECONNRESET|EPIPE|socket hang up|aborted|closed/i],
];

export function causeOfSilence(line: string): NoResponse['cause'] {
  return causes.find(([, pattern]) => pattern.test(line))?.[0] ?? 'other';
}
