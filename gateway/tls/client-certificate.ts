import type { ClientCert } from '../call.ts';
import { onceEach } from './once-each.ts';

/**
 * A client's certificate as events and `$context` have it (AWS documentation, "Create AWS Lambda proxy integrations for HTTP APIs").
 * Names stand in the certificate's own order, as in the events of AWS's blog about mutual TLS.
 */
export const clientCertOf = onceEach(
  (certificate): ClientCert => ({
    clientCertPem: certificate.toString(),
    subjectDN: distinguishedName(certificate.subject),
    issuerDN: distinguishedName(certificate.issuer),
    serialNumber: serialNumber(certificate.serialNumber),
    validity: { notBefore: certificate.validFrom, notAfter: certificate.validTo },
  }),
);

/** Node parts the names by line breaks. */
function distinguishedName(lines: string): string {
  return lines.split('\n').join(',');
}

/** A small one as a number, a large one byte by byte, as OpenSSL prints it. */
function serialNumber(hexadecimal: string): string {
  if (hexadecimal.length <= 16) return BigInt(`0x${hexadecimal}`).toString();
  return (hexadecimal.toLowerCase().match(/../g) ?? []).join(':');
}
