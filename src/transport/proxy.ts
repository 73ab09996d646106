import { BlockList, isIP } from 'node:net';
import { UsageError } from '../errors/usage-error.ts';

/** A proxy that the machine's variables name. Its credentials are in `authorization` alone: everything else may be shown. */
export interface HttpProxy {
  /** Whether it is talked to over TLS. */
  readonly secure: boolean;
  readonly host: string;
  readonly port: number;
  /** Value of `Proxy-Authorization`; `null` where its URL holds no credentials. */
  readonly authorization: string | null;
  /** `proxy.example.com:3128`. */
  readonly shown: string;
  /** The variable that names it. */
  readonly variable: string;
}

export type Env = Readonly<Record<string, string | undefined>>;

const variables = {
  'https:': ['HTTPS_PROXY', 'https_proxy'],
  'http:': ['HTTP_PROXY', 'http_proxy'],
} as const;

/**
 * The proxy that requests to a URL go through, or `null`. The rules are those of Go's HTTP client, so that k6 and everything
 * else go the same way: capitals before small letters, and nothing on this machine is ever asked through a proxy.
 * https://pkg.go.dev/golang.org/x/net/http/httpproxy#Config
 * @throws UsageError where the variable holds no URL of an HTTP proxy.
 */
export function proxyFor(url: URL, env: Env): HttpProxy | null {
  const names = url.protocol === 'https:' ? variables['https:'] : variables['http:'];
  const variable = names.find((name) => env[name]);
  if (variable === undefined || isExempt(url, env.NO_PROXY || env.no_proxy || '')) return null;
  return proxyIn(variable, env[variable] ?? '');
}

const schemes = { 'http:': 80, 'https:': 443 } as const;

function proxyIn(variable: string, text: string): HttpProxy {
  const whole = /^[a-z][a-z\d+.-]*:\/\//i.test(text) ? text : `http://${text}`;
  const url = URL.canParse(whole) ? new URL(whole) : null;
  // The text may hold a password.
  if (url === null || url.hostname === '') {
    throw new UsageError(
      `${variable} is no URL of a proxy.`,
      `Write ${variable}=http://proxy.example.com:3128`,
    );
  }
  const { protocol, username, password } = url;
  if (protocol !== 'http:' && protocol !== 'https:') {
    throw new UsageError(
      `${variable} names a proxy that is talked to by ${protocol.slice(0, -1)}, and only HTTP proxies are known here.`,
      `Write ${variable}=http://proxy.example.com:3128, or take the variable out and let NO_PROXY say what is reached directly.`,
    );
  }
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const port = Number(url.port) || schemes[protocol];
  const credentials = `${decoded(username)}:${decoded(password)}`;
  return {
    secure: protocol === 'https:',
    host,
    port,
    authorization: username === '' ? null : `Basic ${Buffer.from(credentials).toString('base64')}`,
    shown: `${url.hostname}:${port}`,
    variable,
  };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function isExempt(url: URL, list: string): boolean {
  const host = url.hostname
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '')
    .toLowerCase();
  if (host === 'localhost' || isLoopbackAddress(host)) return true;
  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  return list
    .split(/[\s,]+/)
    .filter((entry) => entry !== '')
    .some((entry) => isNamed({ host, port }, entry.toLowerCase()));
}

function isLoopbackAddress(host: string): boolean {
  return host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}

function isNamed({ host, port }: { host: string; port: string }, entry: string): boolean {
  if (entry === '*') return true;
  const [, address, bits] = /^\[?([\da-f:.]+)\]?\/(\d+)$/.exec(entry) ?? [];
  if (address !== undefined) return isInNetwork(host, address, Number(bits));
  const [, name = entry, entryPort] =
    /^(?:\[(?=.*\]))?([^[\]]*?)\]?(?::(\d+))?$/.exec(isIP(entry) === 6 ? `[${entry}]` : entry) ?? [];
  if (entryPort !== undefined && entryPort !== port) return false;
  if (isIP(host) !== 0 || isIP(name) !== 0) return host === name;
  const domain = name.replace(/^\*?\./, '');
  return host.endsWith(`.${domain}`) || (host === domain && !/^\*?\./.test(name));
}

function isInNetwork(host: string, address: string, bits: number): boolean {
  const [hostKind, kind] = [isIP(host), isIP(address)];
  if (hostKind === 0 || hostKind !== kind || bits > (kind === 4 ? 32 : 128)) return false;
  const family = kind === 4 ? 'ipv4' : 'ipv6';
  const network = new BlockList();
  network.addSubnet(address, bits, family);
  return network.check(host, family);
}
