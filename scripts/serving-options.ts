import path from 'node:path';
import { UsageError } from '../src/errors/usage-error.ts';
import type { OptionSpecs, Values } from './command.ts';
import type { loadGateway } from './local-gateway.ts';

type GatewayOptions = Parameters<Awaited<ReturnType<typeof loadGateway>>['startGateway']>[0];

/** Options of `local` about how its gateway is reached, and what it writes of who reached it. */
export const servingOptions = {
  https: {
    type: 'boolean',
    about: 'serve over HTTPS, with a certificate of its own making; says which CA file clients have to trust',
  },
  'https-dir': {
    type: 'string',
    value: 'DIR',
    about: 'as --https; keeps the CA in this folder, so that it needs to be trusted once only',
  },
  truststore: {
    type: 'string',
    multiple: true,
    value: 'S3URI=FILE',
    about:
      'with --https: certificates (PEM) that custom domains with this TruststoreUri trust; their clients have to show one',
  },
  'access-logs': {
    type: 'string',
    value: 'DIR',
    about: 'write the access logs that stages ask for into this folder, a file for each log group',
  },
} as const satisfies OptionSpecs;

export function serving(values: Values<typeof servingOptions>, cwd: string): Partial<GatewayOptions> {
  const { https, 'https-dir': folder, 'access-logs': accessLogs, truststore = [] } = values;
  if (truststore.length > 0 && https !== true && folder === undefined)
    throw new UsageError(
      '--truststore is of no use without --https: certificates are shown in TLS alone.',
      'Add --https.',
    );
  return {
    ...(folder === undefined ? {} : { https: { folder: path.resolve(cwd, folder) } }),
    ...(folder === undefined && https === true ? { https: {} } : {}),
    ...(truststore.length === 0 ? {} : { truststores: truststoresOf(truststore, cwd) }),
    ...(accessLogs === undefined ? {} : { accessLogs: path.resolve(cwd, accessLogs) }),
  };
}

function truststoresOf(given: readonly string[], cwd: string): Record<string, string> {
  return Object.fromEntries(
    given.map((text) => {
      const mark = text.lastIndexOf('=');
      if (mark < 1 || mark === text.length - 1)
        throw new UsageError(
          `--truststore takes S3URI=FILE, not ${text}.`,
          'Write it as --truststore s3://my-bucket/truststore.pem=certificates/ca.pem.',
        );
      return [text.slice(0, mark), path.resolve(cwd, text.slice(mark + 1))];
    }),
  );
}

/** What a client's environment has to say to trust a CA: Node, with Playwright; k6 and others in Go; the AWS CLI. */
export function trusting(caFile: string | undefined): string {
  if (caFile === undefined) return '';
  return `NODE_EXTRA_CA_CERTS=${caFile} SSL_CERT_FILE=${caFile} AWS_CA_BUNDLE=${caFile} `;
}
