import { type HeaderLine, headerOf } from '../call.ts';

/** Request headers that no template, mapping or event sees (recorded from AWS). */
const dropped = new Set([
  'connection',
  'content-length',
  'content-md5',
  'expect',
  'keep-alive',
  'max-forwards',
  'proxy-authenticate',
  'proxy-connection',
  'server',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'www-authenticate',
]);

/** Names that CloudFront, in front of an edge-optimised API, writes its own way (recorded from AWS). */
const recasedByEdge = new Map(
  [
    ...['Accept', 'Accept-Charset', 'Accept-Encoding', 'Accept-Language', 'Age', 'Authorization'],
    ...['Content-Encoding', 'Content-Type', 'Date', 'Pragma', 'Range', 'Referer', 'Via', 'Warn'],
  ].map((name) => [name.toLowerCase(), name]),
);

/** Headers that the gateway writes itself, replacing or extending what was sent. */
const written = new Set([
  'host',
  'user-agent',
  'x-amzn-trace-id',
  'x-forwarded-for',
  'x-forwarded-port',
  'x-forwarded-proto',
]);

const edgeHeaders: readonly HeaderLine[] = [
  ['CloudFront-Forwarded-Proto', 'https'],
  ['CloudFront-Is-Desktop-Viewer', 'true'],
  ['CloudFront-Is-Mobile-Viewer', 'false'],
  ['CloudFront-Is-SmartTV-Viewer', 'false'],
  ['CloudFront-Is-Tablet-Viewer', 'false'],
  ['CloudFront-Viewer-ASN', '64496'],
  ['CloudFront-Viewer-Country', 'US'],
  ['Via', '1.1 0123456789abcdef0123456789abcdef.cloudfront.net (CloudFront)'],
  ['X-Amz-Cf-Id', 'bG9jYWwtZ2F0ZXdheS1ub3QtY2xvdWRmcm9udC1pZC1sb2NhbA=='],
];

export interface HeaderFacts {
  readonly edge: boolean;
  readonly host: string;
  readonly sourceIp: string;
  readonly traceId: string;
}

/** The headers of a request as integrations see them. */
export function integrationHeaders(sent: readonly HeaderLine[], facts: HeaderFacts): HeaderLine[] {
  const kept: HeaderLine[] = [];
  for (const line of sent) {
    const lower = line[0].toLowerCase();
    if (dropped.has(lower) || written.has(lower)) continue;
    const recased = facts.edge ? recasedByEdge.get(lower) : undefined;
    kept.push(recased === undefined ? line : [recased, line[1]]);
  }
  const userAgent = headerOf(sent, 'user-agent');
  const forwarded = headerOf(sent, 'x-forwarded-for');
  if (facts.edge) kept.push(...edgeHeaders);
  kept.push(['Host', facts.host]);
  if (userAgent !== undefined) kept.push(['User-Agent', userAgent]);
  kept.push(
    ['X-Amzn-Trace-Id', facts.traceId],
    ['X-Forwarded-For', forwarded === undefined ? facts.sourceIp : `${forwarded}, ${facts.sourceIp}`],
    ['X-Forwarded-Port', '443'],
    ['X-Forwarded-Proto', 'https'],
  );
  return kept;
}

/** Response headers that come out as `x-amzn-Remapped-NAME` (recorded from AWS). */
const remapped = new Set([
  'authorization',
  'connection',
  'content-length',
  'content-md5',
  'date',
  'expect',
  'host',
  'max-forwards',
  'proxy-authenticate',
  'server',
  'trailer',
  'upgrade',
  'user-agent',
  'www-authenticate',
  'x-amzn-requestid',
]);

/** The name that a response header of an integration goes out with; `null`: it doesn't. */
export function responseHeaderName(name: string): string | null {
  const lower = name.toLowerCase();
  if (lower === 'transfer-encoding') return null;
  return remapped.has(lower) ? `x-amzn-Remapped-${name}` : name;
}

/** What CloudFront adds to answers of edge-optimised APIs. */
export function edgeResponseHeaders(failed: boolean): readonly HeaderLine[] {
  return failed ? edgeErrorResponse : edgeResponse;
}

const edgeResponseOf = (cache: string): readonly HeaderLine[] => [
  ['X-Cache', cache],
  ['Via', '1.1 0123456789abcdef0123456789abcdef.cloudfront.net (CloudFront)'],
  ['X-Amz-Cf-Pop', 'IAD89-C1'],
  ['X-Amz-Cf-Id', 'bG9jYWwtZ2F0ZXdheS1ub3QtY2xvdWRmcm9udC1pZC1sb2NhbA=='],
];
const edgeResponse = edgeResponseOf('Miss from cloudfront');
const edgeErrorResponse = edgeResponseOf('Error from cloudfront');
