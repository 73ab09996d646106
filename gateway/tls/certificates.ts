import { generateKeyPair, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import forge from 'node-forge';

/** A certificate and its key, PEM. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

const newKeys = promisify(generateKeyPair);
const dayMs = 24 * 60 * 60 * 1000;

/** The certificate of an authority that signs nothing but servers' own. */
export async function makeAuthority(days: number): Promise<Certificate> {
  const { certificate, key } = await draft([{ name: 'commonName', value: 'Gatewright local CA' }], days);
  certificate.setIssuer(certificate.subject.attributes);
  certificate.setExtensions([
    { name: 'basicConstraints', cA: true, pathLenConstraint: 0, critical: true },
    { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    { name: 'subjectKeyIdentifier' },
  ]);
  certificate.sign(forge.pki.privateKeyFromPem(key), forge.md.sha256.create());
  return { cert: forge.pki.certificateToPem(certificate), key };
}

export interface ServerNames {
  /** Host names; may begin with `*.`. */
  readonly names: readonly string[];
  readonly addresses: readonly string[];
}

/** A server's certificate for all its names. Throws where the authority's can't be read. */
export async function issueCertificate(
  authority: Certificate,
  { names, addresses }: ServerNames,
  days: number,
): Promise<Certificate> {
  const { certificate, key } = await draft([{ name: 'commonName', value: 'Gatewright local gateway' }], days);
  const issuer = forge.pki.certificateFromPem(authority.cert);
  certificate.setIssuer(issuer.subject.attributes);
  certificate.setExtensions([
    { name: 'basicConstraints', cA: false, critical: true },
    { name: 'keyUsage', digitalSignature: true, keyEncipherment: true, critical: true },
    { name: 'extKeyUsage', serverAuth: true },
    {
      name: 'subjectAltName',
      // RFC 5280, section 4.2.1.6: 2 is a DNS name, 7 an address.
      altNames: [...names.map((value) => ({ type: 2, value })), ...addresses.map((ip) => ({ type: 7, ip }))],
    },
    { name: 'authorityKeyIdentifier', keyIdentifier: issuer.generateSubjectKeyIdentifier().getBytes() },
  ]);
  certificate.sign(forge.pki.privateKeyFromPem(authority.key), forge.md.sha256.create());
  return { cert: forge.pki.certificateToPem(certificate), key };
}

/** When an authority's certificate ends, epoch milliseconds. Throws where it can't be read. */
export const endOf = ({ cert }: Certificate): number =>
  forge.pki.certificateFromPem(cert).validity.notAfter.getTime();

async function draft(subject: forge.pki.CertificateField[], days: number) {
  const { publicKey, privateKey } = await newKeys('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  });
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = forge.pki.publicKeyFromPem(publicKey);
  // A positive number without zeros before it (RFC 5280, section 4.1.2.2), which OpenSSL refuses.
  certificate.serialNumber = `01${randomBytes(16).toString('hex')}`;
  // Clocks of containers and their hosts may differ.
  certificate.validity.notBefore = new Date(Date.now() - dayMs);
  certificate.validity.notAfter = new Date(Date.now() + days * dayMs);
  certificate.setSubject(subject);
  return { certificate, key: privateKey };
}
