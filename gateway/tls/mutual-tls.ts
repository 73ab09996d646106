import type { X509Certificate } from 'node:crypto';
import type { ClientCert } from '../call.ts';
import type { CustomDomain, DefinitionWarning, Stack } from '../model.ts';
import { clientCertOf } from './client-certificate.ts';
import { readTruststore } from './truststore.ts';

/** Trust store files by the URI that custom domains name them by. */
export type TruststoreFiles = Readonly<Record<string, string>>;

/** What becomes of clients of custom domains with mutual TLS. */
export interface MutualTls {
  /** Whether who connects to a domain with this trust store has to show a certificate. */
  insists(truststoreUri: string): boolean;
  /** The certificate as events have it; `null`: the client isn't let in. */
  admit(certificate: X509Certificate | undefined, truststoreUri: string): ClientCert | null;
}

/** `null`: nobody is asked for a certificate. Throws OptionError where a trust store can't be read. */
export function openMutualTls(
  { https, truststores = {} }: { readonly https?: object; readonly truststores?: TruststoreFiles },
  { now, log }: { readonly now: () => number; readonly log: (line: string) => void },
): MutualTls | null {
  const files = Object.entries(truststores);
  // Certificates are shown in TLS alone.
  if (https === undefined || files.length === 0) return null;
  const stores = new Map(files.map(([uri, file]) => [uri, readTruststore(file)]));
  return {
    insists: (uri) => stores.has(uri),
    admit(certificate, uri) {
      const reason =
        certificate === undefined ? 'no client certificate' : stores.get(uri)?.refusal(certificate, now());
      if (certificate !== undefined && reason === null) return clientCertOf(certificate);
      log(
        `Access denied. Reason: ${reason}${certificate === undefined ? '' : ` (${certificate.subject.replaceAll('\n', ',')})`}`,
      );
      return null;
    },
  };
}

/** What to say of domains whose clients aren't asked for certificates. */
export function unaskedCertificates(
  stacks: readonly Stack[],
  mutualTls: MutualTls | null,
): DefinitionWarning[] {
  return stacks.flatMap(({ domains, file }) =>
    domains.flatMap((domain): DefinitionWarning[] => {
      const uri = domain.mutualTls?.truststoreUri;
      if (uri === undefined || mutualTls?.insists(uri) === true) return [];
      const message = `clients of ${domain.name} aren't asked for certificates: start with --https --truststore ${uri}=FILE`;
      return [{ file, ...placeOf(domain), message }];
    }),
  );
}

const placeOf = ({ logicalId, line }: CustomDomain) => ({
  resource: logicalId ?? '',
  line: line ?? null,
  property: 'MutualTlsAuthentication',
});
