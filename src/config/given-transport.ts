import { UsageError } from '../errors/usage-error.ts';
import type { Transport } from '../transport/transport.ts';
import type { WrittenTransport } from './settings.ts';

/**
 * What the environment variables say of how hosts are reached.
 * @throws UsageError for a certificate without its key.
 */
export function givenTransport({ connectTo, cert, key, ca }: WrittenTransport): Transport {
  if ((cert === null) !== (key === null)) {
    throw new UsageError(
      `${cert === null ? 'GATEWRIGHT_KEY' : 'GATEWRIGHT_CERT'} is set, and ${cert === null ? 'GATEWRIGHT_CERT' : 'GATEWRIGHT_KEY'} is not.`,
      'A client certificate takes both: GATEWRIGHT_CERT=FILE GATEWRIGHT_KEY=FILE',
    );
  }
  return {
    ...(connectTo === null ? {} : { connectTo }),
    ...(cert === null || key === null ? {} : { clientCertificate: { cert, key } }),
    ...(ca === null ? {} : { ca }),
  };
}
