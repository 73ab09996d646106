import type { RequestListener, ServerOptions } from 'node:http';
import { createServer, type Server } from 'node:https';
import { isDeepStrictEqual } from 'node:util';
import type { Authority } from './authority.ts';

export interface SecureServer {
  readonly server: Server;
  /** Gives it a certificate for these names too. */
  certify(names: readonly string[]): Promise<void>;
}

/** API Gateway's own endpoints take nothing older (AWS documentation, "Choose a security policy for your custom domain"). */
const minVersion = 'TLSv1.2';

/** A server that answers by HTTP/1.1 over TLS. */
export async function createSecureServer(
  options: ServerOptions,
  authority: Authority,
  answer: RequestListener,
): Promise<SecureServer> {
  let certified: readonly string[] = [];
  let done = Promise.resolve();
  const server = createServer({ ...options, minVersion, ...(await authority.issue(certified)) }, answer);
  return {
    server,
    certify(names) {
      if (isDeepStrictEqual(names, certified)) return done;
      certified = names;
      done = authority.issue(names).then((certificate) => {
        // Another deployment may have come meanwhile.
        if (certified === names) server.setSecureContext({ minVersion, ...certificate });
      });
      return done;
    },
  };
}
