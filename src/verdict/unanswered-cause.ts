/** Why a request had no answer, by k6's code: https://grafana.com/docs/k6/latest/javascript-api/error-codes/ */
const causes: { readonly [code: string]: string } = {
  1050: 'request timed out',
  1100: 'host name not resolved',
  1101: 'host name not found',
  1200: 'TCP error',
  1201: 'connection broke while sending',
  1210: 'connecting failed',
  1211: 'connecting timed out',
  1212: 'connection refused',
  1220: 'connection reset',
  1300: 'TLS error',
  1310: 'certificate of an unknown authority',
  1311: 'certificate of another host name',
  1701: 'answer could not be decompressed',
};

/** k6 has no better word than 1000 for a connection that was closed in place of an answer. */
const unnamed = new Set(['1000', 'unknown']);

export function unansweredCause(code: string): string {
  if (unnamed.has(code))
    return 'connection closed without an answer, or another failure that k6 has no code for';
  if (/^16\d\d$/.test(code)) return `HTTP/2 error (k6 ${code})`;
  return causes[code] ?? `no answer, k6 error ${code}`;
}
