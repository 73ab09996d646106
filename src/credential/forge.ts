import { forgedEnd } from './forged-end.ts';
import type { Forgery } from './secret-header.ts';
import { readToken } from './token.ts';

/** Whether this forgery can be made of the secret: some are of JWTs only. */
export function canForge(secret: string, forgery: Forgery): boolean {
  if (forgery === 'signature-changed') return secret.length > forgedEnd.length;
  return readToken(secret) !== null;
}

/** The secret with its end changed, or another token with the claims of this one. A `Bearer` before it stays. */
export async function forge(secret: string, forgery: Forgery): Promise<string> {
  const [, scheme = '', token = ''] = /^(bearer\s+)?(.*)$/is.exec(secret) ?? [];
  return scheme + (await forgedToken(token, forgery));
}

async function forgedToken(token: string, forgery: Forgery): Promise<string> {
  if (forgery === 'signature-changed') return token.slice(0, -forgedEnd.length) + forgedEnd;
  // Most runs have no token to forge.
  const { decodeJwt, decodeProtectedHeader, generateKeyPair, SignJWT, UnsecuredJWT } = await import('jose');
  const claims = decodeJwt(token);
  if (forgery === 'unsigned') return new UnsecuredJWT(claims).encode();
  const { kid, typ } = decodeProtectedHeader(token);
  const { privateKey } = await generateKeyPair('RS256');
  return new SignJWT(claims)
    .setProtectedHeader({
      alg: 'RS256',
      ...(kid === undefined ? {} : { kid }),
      ...(typ === undefined ? {} : { typ }),
    })
    .sign(privateKey);
}
