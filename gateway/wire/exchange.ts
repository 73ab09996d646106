import type { X509Certificate } from 'node:crypto';
import type { Answer, HeaderLine } from '../call.ts';
import type { Body } from './request-body.ts';

/** A request and the way back for its answer, as one version of HTTP has them. */
export interface Exchange {
  readonly method: string;
  /** What the request line or `:path` names. */
  readonly target: string;
  /** Host header or `:authority`; empty without one. */
  readonly host: string;
  /** As they came, one line for each. */
  readonly headers: readonly HeaderLine[];
  readonly sourceIp: string;
  /** What the client showed in the handshake, trusted or not; `undefined`: nothing, or there is no TLS. */
  readonly clientCertificate: X509Certificate | undefined;
  /** Resolves to `aborted` where the sender goes away before its end. */
  readBody(): Promise<Body | 'aborted'>;
  /** Whether an answer has begun to go out. */
  readonly answered: boolean;
  send(answer: Answer): void;
  /** Calls back once the whole answer was given to the operating system, or its client is gone: at once, where it is so already. */
  written(then: () => void): void;
  /** Ends the exchange without an answer. */
  drop(): void;
}
