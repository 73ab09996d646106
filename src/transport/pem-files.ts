import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { rootCertificates } from 'node:tls';
import { UsageError } from '../errors/usage-error.ts';
import type { Env } from './proxy.ts';
import type { Transport } from './transport.ts';

/**
 * The variables by which a person names authorities beside the system's: Node's own, that of the AWS CLI, and that of OpenSSL and
 * Go. Everything here goes by all of them: each of these programs alone reads one.
 */
export const authorityVariables = ['NODE_EXTRA_CA_CERTS', 'AWS_CA_BUNDLE', 'SSL_CERT_FILE'] as const;

/**
 * What TLS connections to a target trust, PEM; `null`: what Node trusts by itself.
 * @throws UsageError for a file that can't be read or holds no certificate.
 */
export function trustedAuthorities({ ca }: Pick<Transport, 'ca'>, env: Env): string[] | null {
  if (ca === undefined && !namesAuthorities(env)) return null;
  return [
    ...rootCertificates,
    ...namedAuthorities(env),
    ...(ca === undefined ? [] : [certificatesIn(ca, '--cacert')]),
  ];
}

/** Node reads its own when it starts, and never again: one of a `.env` file comes too late for it. */
const { NODE_EXTRA_CA_CERTS: startedWith } = process.env;

/** Whether a variable names authorities that this process doesn't trust by itself. */
export function namesAuthorities(env: Env): boolean {
  return authorityVariables.some((name) => env[name] && env[name] !== startedWith);
}

/**
 * The contents of the files that variables name, each file once, without those that are trusted already. Node itself warns of one
 * that it can't read, and goes on.
 */
export function namedAuthorities(env: Env, already: readonly string[] = []): string[] {
  const files = new Map(authorityVariables.flatMap((name) => (env[name] ? [[env[name], name]] : [])));
  return [...files].flatMap(([file, name]) =>
    already.includes(file) ? [] : [certificatesIn(file, `${name}=`)],
  );
}

/** The text of a file with certificates. `named` is how it was named, for the error. */
export function certificatesIn(file: string, named: string): string {
  const text = textOf(file, named);
  if (/-----BEGIN (?:TRUSTED )?CERTIFICATE-----/.test(text) && isCertificate(text)) return text;
  throw new UsageError(
    `${spelled(named, file)} holds no certificate in PEM format.`,
    `Convert it: openssl x509 -inform der -in FILE -out ca.pem`,
  );
}

/** A client's certificate and its key, PEM. */
export interface ClientIdentity {
  readonly cert: string;
  readonly key: string;
}

/** @throws UsageError for files that can't be read, hold something else, or don't belong together. */
export function clientIdentity({ cert, key }: NonNullable<Transport['clientCertificate']>): ClientIdentity {
  const certificate = certificatesIn(cert, '--cert');
  const text = textOf(key, '--key');
  const privateKey = privateKeyIn(text, key);
  if (!new X509Certificate(certificate).checkPrivateKey(privateKey)) {
    throw new UsageError(
      `The key ${key} does not belong to the certificate ${cert}.`,
      'Name the key that the certificate was made for.',
    );
  }
  return { cert: certificate, key: text };
}

function privateKeyIn(text: string, file: string): ReturnType<typeof createPrivateKey> {
  try {
    return createPrivateKey(text);
  } catch (cause) {
    const encrypted = /ENCRYPTED/.test(text);
    throw new UsageError(
      encrypted
        ? `The key ${file} is encrypted, and nobody is here to ask for its passphrase.`
        : `--key ${file} holds no private key in PEM format.`,
      encrypted
        ? `Decrypt it: openssl pkey -in ${file} -out key.pem`
        : 'Convert it: openssl pkey -inform der -in FILE -out key.pem',
      { cause },
    );
  }
}

function textOf(file: string, named: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    const { code = 'unreadable' } = cause as NodeJS.ErrnoException;
    throw new UsageError(
      `${spelled(named, file)} can't be read: ${code === 'ENOENT' ? 'there is no such file' : code}.`,
      'Name a file in PEM format.',
      { cause },
    );
  }
}

/** `--cert FILE`, `SSL_CERT_FILE=FILE`. */
function spelled(named: string, file: string): string {
  return named.endsWith('=') ? `${named}${file}` : `${named} ${file}`;
}

function isCertificate(text: string): boolean {
  try {
    new X509Certificate(text);
    return true;
  } catch {
    return false;
  }
}
