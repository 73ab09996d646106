import type { X509Certificate } from 'node:crypto';
import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';

/** What the other end of a connection showed of itself. */
export const shownBy = (socket: Socket | TLSSocket): X509Certificate | undefined =>
  'getPeerX509Certificate' in socket ? socket.getPeerX509Certificate() : undefined;
