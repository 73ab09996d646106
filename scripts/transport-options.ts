import { UsageError } from '../src/errors/usage-error.ts';
import { headerFault } from '../src/transport/check-transport.ts';
import { withPathsFrom } from '../src/transport/layers.ts';
import { clientIdentity, trustedAuthorities } from '../src/transport/pem-files.ts';
import type { Transport } from '../src/transport/transport.ts';
import { readPlace } from '../src/transport/way.ts';
import type { Context, OptionSpecs, Values } from './command.ts';

/** How the targets' hosts are reached; what is typed goes before what the config says. */
export const transportOptions = {
  'connect-to': {
    type: 'string',
    value: 'HOST:PORT',
    about: 'open connections there, past any proxy, and keep the name in the URL: a VPC endpoint, a tunnel',
  },
  header: {
    type: 'string',
    multiple: true,
    value: "'NAME: VALUE'",
    about: 'send it with every request to the targets, such as x-apigw-api-id of a PRIVATE endpoint',
  },
  cert: { type: 'string', value: 'FILE', about: 'client certificate for mutual TLS, PEM; with --key' },
  key: { type: 'string', value: 'FILE', about: 'private key of --cert, PEM' },
  cacert: { type: 'string', value: 'FILE', about: "authorities to trust beside the system's, PEM" },
} as const satisfies OptionSpecs;

/**
 * What was typed; `undefined` where nothing was.
 * @throws UsageError for what makes no sense, and for files that can't be used.
 */
export function typedTransport(
  { 'connect-to': connectTo, header: headers = [], cert, key, cacert: ca }: Values<typeof transportOptions>,
  { cwd, env }: Pick<Context, 'cwd' | 'env'>,
): Transport | undefined {
  if (connectTo !== undefined && readPlace(connectTo) === null) {
    throw new UsageError(
      `--connect-to ${connectTo} is no HOST:PORT.`,
      /^https?:\/\//i.test(connectTo)
        ? `Write --connect-to ${hostAndPort(connectTo)}`
        : 'Write --connect-to vpce-….execute-api.eu-west-1.vpce.amazonaws.com:443',
    );
  }
  if ((cert === undefined) !== (key === undefined)) {
    throw new UsageError(
      `${cert === undefined ? '--key is given without --cert' : '--cert is given without --key'}, and mutual TLS takes both.`,
      'Write --cert client.pem --key client-key.pem',
    );
  }
  const typed: Transport = {
    ...(connectTo === undefined ? {} : { connectTo }),
    ...(headers.length === 0 ? {} : { headers: Object.fromEntries(headers.map(readHeader)) }),
    ...(cert === undefined || key === undefined ? {} : { clientCertificate: { cert, key } }),
    ...(ca === undefined ? {} : { ca }),
  };
  if (Object.keys(typed).length === 0) return undefined;
  const transport = withPathsFrom(cwd, typed);
  if (transport.clientCertificate !== undefined) clientIdentity(transport.clientCertificate);
  if (transport.ca !== undefined) trustedAuthorities(transport, env);
  return transport;
}

function hostAndPort(text: string): string {
  if (!URL.canParse(text)) return 'HOST:PORT';
  const { protocol, hostname, port } = new URL(text);
  return `${hostname}:${port || (protocol === 'http:' ? 80 : 443)}`;
}

function readHeader(text: string): [name: string, value: string] {
  const [, name, value] = /^([^:\s][^:]*?)\s*:\s*(.*?)\s*$/s.exec(text) ?? [];
  if (name === undefined || value === undefined) {
    // The text may hold a secret.
    throw new UsageError(
      'A --header is not of the form NAME: VALUE.',
      "Write --header 'x-apigw-api-id: a1b2c3'",
    );
  }
  const fault = headerFault(name, value);
  if (fault !== null)
    throw new UsageError(
      `--header ${name}: ${fault}.`,
      "It is for what tells the way: --header 'x-apigw-api-id: a1b2c3'",
    );
  return [name.toLowerCase(), value];
}
