import path from 'node:path';
import type { Transport } from './transport.ts';

/** Several transports as one, the later before the earlier; headers by name. `undefined` where none says anything. */
export function layered(...transports: readonly (Transport | undefined)[]): Transport | undefined {
  const told = transports.filter((one) => one !== undefined);
  const whole = Object.assign({}, ...told) as Transport;
  const headers = Object.fromEntries(
    told
      .flatMap((one) => Object.entries(one.headers ?? {}))
      .map(([name, value]) => [name.toLowerCase(), value]),
  );
  const all = Object.keys(headers).length === 0 ? whole : { ...whole, headers };
  return Object.keys(all).length === 0 ? undefined : all;
}

/** With absolute paths, as a target carries it: those that it holds start at a folder. */
export function withPathsFrom(folder: string, transport: Transport): Transport {
  const { clientCertificate, ca } = transport;
  const from = (file: string) => path.resolve(folder, file);
  return {
    ...transport,
    ...(clientCertificate === undefined
      ? {}
      : { clientCertificate: { cert: from(clientCertificate.cert), key: from(clientCertificate.key) } }),
    ...(ca === undefined ? {} : { ca: from(ca) }),
  };
}
