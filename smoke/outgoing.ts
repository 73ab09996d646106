import type { Transport } from '../src/transport/transport.ts';

/** A request as it goes out, secrets included: never to be written down. */
export interface Outgoing {
  readonly method: string;
  readonly url: string;
  readonly headers: { readonly [name: string]: string };
  readonly body: Buffer | null;
  /** How its host is reached. */
  readonly transport?: Transport | undefined;
}
