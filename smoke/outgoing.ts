/** A request as it goes out, secrets included: never to be written down. */
export interface Outgoing {
  readonly method: string;
  readonly url: string;
  readonly headers: { readonly [name: string]: string };
  readonly body: Buffer | null;
}
