/**
 * What a request has to show. Secrets are named and never held: each is read when the run begins.
 * A list in a route means all of them at once, as an API key beside a token.
 */
export type Auth = HeaderAuth | IamAuth;

/** A secret in a header of its own: an API key, a bearer token, whatever an authorizer reads. */
export interface HeaderAuth {
  readonly header: string;
  readonly from: SecretSource;
  /** Stands before the secret, with a space between. */
  readonly scheme?: 'Bearer';
  /** Secrets that must be refused, by why: `{ expired: 'env:EXPIRED_TOKEN' }`. Only a person can supply them. */
  readonly refused?: { readonly [why: string]: SecretSource };
  /** The secret of a second caller who is let in too: neither may ever get the other's answer. */
  readonly another?: SecretSource;
  readonly iam?: never;
}

/** A Signature Version 4 for execute-api, with the credentials that the AWS SDK finds. */
export interface IamAuth {
  readonly iam: true;
  readonly header?: never;
  readonly from?: never;
  readonly scheme?: never;
  readonly refused?: never;
  readonly another?: never;
}

/** An environment variable, or a command that prints the secret. It runs once a run, and without a shell. */
export type SecretSource = `env:${string}` | `command:${string}`;

/** All that the route's requests have to show, in the contract's order. */
export function authsOf({ auth = [] }: { readonly auth?: Auth | readonly Auth[] }): readonly Auth[] {
  return 'length' in auth ? auth : [auth];
}
