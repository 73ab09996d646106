import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { OptionError } from '../option-error.ts';
import { onceEach } from './once-each.ts';

/** The certificates whose holders, and whose clients, a custom domain trusts. */
export interface Truststore {
  /** Why a client isn't let in, in API Gateway's words where they are known; `null`: it is. */
  refusal(certificate: X509Certificate, nowMs: number): string | null;
}

const oneCertificate = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;

/** Reads a bundle of PEM certificates. Throws OptionError for a file that isn't one. */
export function readTruststore(file: string): Truststore {
  try {
    const trusted = (readFileSync(file, 'utf8').match(oneCertificate) ?? []).map(
      (pem) => new X509Certificate(pem),
    );
    if (trusted.length > 0) return truststoreOf(trusted);
  } catch (error) {
    throw new OptionError(`The trust store ${file} can't be read: ${(error as Error).message}.`);
  }
  throw new OptionError(`The trust store ${file} holds no certificate in PEM (-----BEGIN CERTIFICATE-----).`);
}

/**
 * An issuer is looked for in the store alone, not in what the client sends along. Messages: AWS re:Post, "How do I troubleshoot HTTP 403
 * Forbidden errors from an API Gateway custom domain name that requires mutual TLS?".
 */
export function truststoreOf(trusted: readonly X509Certificate[]): Truststore {
  const chainOf = onceEach((certificate): readonly X509Certificate[] | string => {
    if (isWeak(certificate)) return 'Client cert using an insecure Signature Algorithm';
    const issuer = trusted.find((one) => isIssuedBy(certificate, one));
    if (issuer !== undefined) return [certificate, issuer];
    return isIssuedBy(certificate, certificate)
      ? 'self signed certificate'
      : 'Could not find issuer for certificate';
  });
  return {
    refusal(certificate, nowMs) {
      const chain = chainOf(certificate);
      if (typeof chain === 'string') return chain;
      return chain.every((one) => holdsAt(one, nowMs))
        ? null
        : 'certificate has expired, or is not valid yet';
    },
  };
}

const isIssuedBy = (certificate: X509Certificate, issuer: X509Certificate): boolean =>
  certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);

const holdsAt = ({ validFrom, validTo }: X509Certificate, nowMs: number): boolean =>
  Date.parse(validFrom) <= nowMs && nowMs <= Date.parse(validTo);

/** MD5 and SHA-1 with RSA, SHA-1 with ECDSA: their object identifiers as a certificate holds them (RFC 3279, section 2.2). */
const weakSignatures = ['2a864886f70d010104', '2a864886f70d010105', '2a8648ce3d0401'].map((hexadecimal) =>
  Buffer.from(hexadecimal, 'hex'),
);

/** "SHA-256 or stronger, RSA-2048 or stronger" (AWS documentation, "How to turn on mutual TLS authentication for your REST APIs"). */
function isWeak({ raw, publicKey }: X509Certificate): boolean {
  const { modulusLength = 2048 } = publicKey.asymmetricKeyDetails ?? {};
  return modulusLength < 2048 || weakSignatures.some((identifier) => raw.includes(identifier));
}
