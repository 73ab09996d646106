import { forgedEnd } from '../credential/forged-end.ts';
import { type FromSource, isMadeUp, type SecretHeader, type Signing } from '../credential/secret-header.ts';
import type { PlannedExchange } from './exchange.ts';
import { isSecretHeader } from './redact.ts';

/** Headers that only say who sends, and would stand in the way of reading the line. */
const ours = ['user-agent', 'x-gatewright-run'];

/**
 * A line for a POSIX shell that makes the exchange again. Secrets stand as `"$VARIABLE"`, to be exported before, or as
 * `"$(command)"`; bytes that are no text come from `base64`.
 */
export function curlFor({ request }: Pick<PlannedExchange, 'request'>): string {
  const { method, url, headers, secretHeaders, signing, bodyBase64, padTo = 0, transport } = request;
  const plain = Object.entries(headers)
    .filter(([name]) => !ours.includes(name.toLowerCase()))
    .map(([name, value]) => (isSecretHeader(name) ? fromEnvironment(name, value) : ([name, value] as const)))
    .map((header) => (typeof header === 'string' ? header : `-H ${quoted(headerLine(...header))}`));
  const secret = Object.entries(secretHeaders).map(([name, each]) => secretHeader(name, each));
  const body = bodyOf(bodyBase64, padTo);
  const verb =
    method === 'GET' && bodyBase64 === null ? [] : method === 'HEAD' ? ['--head'] : [`-X ${method}`];
  // curl takes dot segments out of a path unless told not to.
  const asIs = /\/\.{1,2}(\/|$)/.test(url.split('?')[0] ?? '') ? ['--path-as-is'] : [];
  const parts = [
    'curl -i',
    ...asIs,
    ...wayOf(url, transport),
    '-g',
    ...verb,
    ...plain,
    ...secret,
    ...signature(signing),
    ...body.options,
    quoted(url),
  ];
  return [...body.before, parts.filter((part) => part !== '-g' || /[{}[\]]/.test(url)).join(' ')].join(' ');
}

/** `HOST:PORT` of the URL stays its name; connections are opened to the other, past any proxy. */
function wayOf(url: string, transport: PlannedExchange['request']['transport']): string[] {
  const { connectTo, clientCertificate, ca } = transport ?? {};
  return [
    ...(connectTo === undefined
      ? []
      : [`--connect-to ${quoted(`${placeWritten(url)}:${connectTo}`)}`, "--noproxy '*'"]),
    ...(clientCertificate === undefined
      ? []
      : [`--cert ${quoted(clientCertificate.cert)}`, `--key ${quoted(clientCertificate.key)}`]),
    ...(ca === undefined ? [] : [`--cacert ${quoted(ca)}`]),
  ];
}

function placeWritten(url: string): string {
  const { hostname, port, protocol } = new URL(url);
  return `${hostname}:${port || (protocol === 'https:' ? 443 : 80)}`;
}

function secretHeader(name: string, secret: SecretHeader): string {
  if (isMadeUp(secret)) return `-H ${quoted(headerLine(name, secret.madeUp))}`;
  const scheme = secret.scheme === undefined ? '' : `${secret.scheme} `;
  return `-H "${name}: ${scheme}${inShell(secret)}"`;
}

/** What becomes of the secret in a shell, inside double quotes. */
function inShell({ from, forged }: FromSource): string {
  const isVariable = from.startsWith('env:');
  const source = from.slice(from.indexOf(':') + 1);
  if (forged === undefined) return isVariable ? `$${source}` : `$(${source})`;
  if (forged === 'signature-changed') {
    return isVariable
      ? `\${${source}%${'?'.repeat(forgedEnd.length)}}${forgedEnd}`
      : `$(${source} | sed 's/.\\{${forgedEnd.length}\\}$/${forgedEnd}/')`;
  }
  // No shell makes these: the name says what to put there.
  const name = isVariable ? source : 'TOKEN';
  return `$${name}_${forged === 'unsigned' ? 'WITHOUT_SIGNATURE' : 'SIGNED_BY_ANOTHER_KEY'}`;
}

/** curl signs by itself, with the credentials that `aws configure export-credentials --format env` prints. */
function signature(signing: Signing | undefined): string[] {
  if (signing === undefined) return [];
  const region = signing.region ?? '$AWS_REGION';
  const secret = signing.secret === 'own' ? '$AWS_SECRET_ACCESS_KEY' : 'made-up';
  return [
    `--aws-sigv4 "aws:amz:${region}:execute-api"`,
    `--user "$AWS_ACCESS_KEY_ID:${secret}"`,
    `\${AWS_SESSION_TOKEN:+-H "x-amz-security-token: $AWS_SESSION_TOKEN"}`,
  ];
}

/** curl takes `name;` for a header without a value. */
function headerLine(name: string, value: string): string {
  return value === '' ? `${name};` : `${name}: ${value}`;
}

function fromEnvironment(name: string, value: string): string {
  const variable = name.toUpperCase().replaceAll(/[^A-Z0-9]/g, '_');
  return value === '' ? `-H ${quoted(`${name};`)}` : `-H "${name}: $${variable}"`;
}

function bodyOf(bodyBase64: string | null, padTo: number): { before: string[]; options: string[] } {
  if (bodyBase64 === null) return { before: [], options: [] };
  const bytes = Buffer.from(bodyBase64, 'base64');
  if (padTo > bytes.length) {
    const spaces = `head -c ${padTo - bytes.length} /dev/zero | tr '\\0' ' '`;
    return {
      before: [`{ printf %s ${bodyBase64} | base64 -d; ${spaces}; } |`],
      options: ['--data-binary @-'],
    };
  }
  const text = bytes.toString('utf8');
  const readable = Buffer.from(text, 'utf8').equals(bytes) && !text.includes('\0') && !text.startsWith('@');
  if (readable) return { before: [], options: [`--data-binary ${quoted(text)}`] };
  return { before: [`printf %s ${bodyBase64} | base64 -d |`], options: ['--data-binary @-'] };
}

/** One word for sh. */
function quoted(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
