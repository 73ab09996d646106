import type { X509Certificate } from 'node:crypto';
import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';

const shown = new WeakMap<Socket | TLSSocket, X509Certificate>();

/** What the other end of a connection showed of itself: the same object for all of its requests. */
export function shownBy(connection: Socket | TLSSocket): X509Certificate | undefined {
  const known = shown.get(connection);
  if (known !== undefined) return known;
  const certificate = (connection as Partial<TLSSocket>).getPeerX509Certificate?.();
  if (certificate !== undefined) shown.set(connection, certificate);
  return certificate;
}
