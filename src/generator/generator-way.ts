import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { rootCertificates } from 'node:tls';
import type { Plan } from '../plan/plan.ts';
import { certificatesIn, namedAuthorities } from '../transport/pem-files.ts';
import { type Env, type HttpProxy, proxyFor } from '../transport/proxy.ts';

/** What k6's environment needs so that it goes the same way as everything else. */
export interface GeneratorWay {
  readonly env: Readonly<Record<string, string>>;
  /** Removes what was written for it. */
  close(): Promise<void>;
}

type Going = Pick<Plan, 'targets'>;

/**
 * k6 reads HTTPS_PROXY and NO_PROXY by itself. What is reached in another place goes past the proxy, and authorities that are
 * named in another way than Go's (SSL_CERT_FILE, in place of the system's) are put together with those in a file of their own.
 */
export async function generatorWay({ targets }: Going, env: Env): Promise<GeneratorWay> {
  const past = targets.flatMap(({ invokeUrl, transport }) =>
    transport?.connectTo === undefined ? [] : [new URL(invokeUrl).hostname],
  );
  const noProxy = [env.NO_PROXY || env.no_proxy || '', ...past].filter((entry) => entry !== '').join(',');
  const cas = [...new Set(targets.flatMap(({ transport }) => transport?.ca ?? []))];
  const own = goFile(env);
  const extra = [
    ...namedAuthorities(env, own === undefined ? [] : [own]),
    ...cas.map((file) => certificatesIn(file, '--cacert')),
  ];
  const folder = extra.length === 0 ? null : await mkdtemp(path.join(os.tmpdir(), 'gatewright-ca-'));
  const file = folder === null ? null : path.join(folder, 'authorities.pem');
  if (file !== null) await writeFile(file, [await goAuthorities(own), ...extra].join('\n'));
  return {
    env: {
      ...(past.length === 0 ? {} : { NO_PROXY: noProxy }),
      ...(file === null ? {} : { SSL_CERT_FILE: file }),
    },
    close: async () => {
      if (folder !== null) await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Where Go looks on Linux: https://github.com/golang/go/blob/master/src/crypto/x509/root_linux.go */
const systemFiles = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/ca-bundle.pem',
  '/etc/pki/tls/cacert.pem',
  '/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem',
  '/etc/ssl/cert.pem',
];

function goFile(env: Env): string | undefined {
  return env.SSL_CERT_FILE || systemFiles.find((each) => existsSync(each));
}

async function goAuthorities(file: string | undefined): Promise<string> {
  return file === undefined ? rootCertificates.join('\n') : readFile(file, 'utf8');
}

/** Whether k6 trusts what it is told by file on this system: elsewhere Go asks the system alone. */
export const trustsFiles = !['darwin', 'win32'].includes(process.platform);

/** The proxies that stand between the generator and the plan's targets. */
export function proxiesBetween({ targets }: Going, env: Env): HttpProxy[] {
  const found = targets.flatMap(({ invokeUrl, transport }) =>
    transport?.connectTo === undefined ? (proxyFor(new URL(invokeUrl), env) ?? []) : [],
  );
  return [...new Map(found.map((proxy) => [proxy.shown, proxy])).values()];
}
