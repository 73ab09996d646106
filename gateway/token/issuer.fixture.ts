import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';

export interface TestIssuer {
  /** `http://127.0.0.1:PORT`. */
  readonly url: string;
  /** Paths that were fetched. */
  readonly fetched: readonly string[];
  /** A token that names the issuer and a key that it publishes. */
  token(
    claims: JWTPayload,
    options?: { readonly alg?: 'RS256' | 'ES256'; readonly kid?: string },
  ): Promise<string>;
  /** From here on answers nothing, and leaves the connections open. */
  hang(): void;
  close(): Promise<void>;
}

/** For tests: an issuer on a loopback port, with one RSA key and one on an elliptic curve. */
export async function startIssuer(): Promise<TestIssuer> {
  const [rsa, curve] = await Promise.all([generateKeyPair('RS256'), generateKeyPair('ES256')]);
  const keys = { RS256: rsa, ES256: curve };
  const published = await Promise.all(
    Object.entries(keys).map(async ([alg, { publicKey }]) => ({
      ...(await exportJWK(publicKey)),
      alg,
      kid: alg,
    })),
  );
  const fetched: string[] = [];
  let hanging = false;
  const server = createServer((request, response) => {
    fetched.push(request.url ?? '');
    if (hanging) return;
    response.setHeader('Content-Type', 'application/json');
    const configuration = { issuer: url, jwks_uri: `${url}/keys` };
    response.end(JSON.stringify(request.url === '/keys' ? { keys: published } : configuration));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    fetched,
    token: (claims, { alg = 'RS256', kid = alg } = {}) =>
      new SignJWT({ iss: url, ...claims }).setProtectedHeader({ alg, kid }).sign(keys[alg].privateKey),
    hang: () => {
      hanging = true;
    },
    close: () => closed(server),
  };
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
