import type { SecretSource } from '../contract/auth.ts';

/** A header's value as plans hold it: where it comes from, never what it is. */
export type SecretHeader = FromSource | MadeUp;

export interface FromSource {
  readonly from: SecretSource;
  readonly scheme?: 'Bearer';
  /** What is sent in the secret's place, made of it. */
  readonly forged?: Forgery;
}

/** No secret, although it stands in the place of one: nobody ever gave it out. */
export interface MadeUp {
  readonly madeUp: string;
}

/**
 * Changed in its last characters (of a JWT those of the signature); a JWT with the same claims under a key that nobody
 * trusts; a JWT that says of itself that it has no signature.
 */
export type Forgery = 'signature-changed' | 'another-key' | 'unsigned';

/** The request is signed when it goes out (Signature Version 4, service execute-api). */
export interface Signing {
  /** `null`: that of the AWS settings. */
  readonly region: string | null;
  /** `made-up`: with the caller's access key id, and a secret that isn't its own. */
  readonly secret: 'own' | 'made-up';
}

export function isMadeUp(secret: SecretHeader): secret is MadeUp {
  return 'madeUp' in secret;
}
