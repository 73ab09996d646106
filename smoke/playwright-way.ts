import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { PlaywrightTestOptions } from '@playwright/test';
import type { Target } from '../src/discovery/target.ts';
import { certificatesIn, namedAuthorities } from '../src/transport/pem-files.ts';
import { type Env, type HttpProxy, proxyFor } from '../src/transport/proxy.ts';
import { readSmokeEnvironment } from './environment.ts';
import { readRunFile } from './run-files.ts';

interface Clients {
  proxy?: NonNullable<PlaywrightTestOptions['proxy']>;
  clientCertificates?: NonNullable<PlaywrightTestOptions['clientCertificates']>;
}

/**
 * For Playwright's own clients in people's specs, `request` and `page`: the proxy on the way to the run's targets, and the client
 * certificates for their origins. They can't be led to another address; the `api` fixture goes by everything.
 */
export function playwrightClients(env: NodeJS.ProcessEnv): Clients {
  const { runDir } = readSmokeEnvironment(env);
  const targets =
    runDir === null ? [] : (readRunFile(runDir, 'subjects')?.subjects ?? []).map(({ target }) => target);
  const proxies = targets.flatMap(({ invokeUrl }) => proxyFor(new URL(invokeUrl), env) ?? []);
  const certificates = new Map(
    targets.flatMap(({ invokeUrl, transport }) => {
      if (transport?.clientCertificate === undefined) return [];
      const { cert, key } = transport.clientCertificate;
      const { origin } = new URL(invokeUrl);
      return [[origin, { origin, certPath: cert, keyPath: key }] as const];
    }),
  );
  return {
    ...(proxies[0] === undefined ? {} : { proxy: asPlaywrightHasIt(proxies[0], env) }),
    ...(certificates.size === 0 ? {} : { clientCertificates: [...certificates.values()] }),
  };
}

function asPlaywrightHasIt(
  { secure, shown, authorization }: HttpProxy,
  env: Env,
): NonNullable<Clients['proxy']> {
  const credentials = Buffer.from((authorization ?? '').replace(/^Basic /, ''), 'base64').toString('utf8');
  const [username = '', password = ''] = credentials.split(/:(.*)/s);
  return {
    server: `${secure ? 'https' : 'http'}://${shown}`,
    bypass: [env.NO_PROXY || env.no_proxy, 'localhost', '127.0.0.1', '[::1]'].filter(Boolean).join(','),
    ...(authorization === null ? {} : { username, password }),
  };
}

/**
 * Node trusts one file beside its own authorities: everything that the run's targets and the machine's variables name is put
 * into one. `{}` where that is nothing but what Node reads by itself.
 */
export function trustedByPlaywright(targets: readonly Target[], runDir: string, env: Env): NodeJS.ProcessEnv {
  const files = [...new Set(targets.flatMap(({ transport }) => transport?.ca ?? []))];
  const secure = targets.some(({ invokeUrl }) => invokeUrl.startsWith('https:'));
  // A process that is yet to start reads this one by itself.
  const read = env.NODE_EXTRA_CA_CERTS ? [env.NODE_EXTRA_CA_CERTS] : [];
  if (!secure || (files.length === 0 && namedAuthorities(env, read).length === 0)) return {};
  const bundle = path.join(runDir, 'authorities.pem');
  const all = [...namedAuthorities(env), ...files.map((file) => certificatesIn(file, '--cacert'))];
  writeFileSync(bundle, all.join('\n'));
  return { NODE_EXTRA_CA_CERTS: bundle };
}
