import path from 'node:path';
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
  'access-logs': {
    type: 'string',
    value: 'DIR',
    about: 'write the access logs that stages ask for into this folder, a file for each log group',
  },
} as const satisfies OptionSpecs;

export function serving(values: Values<typeof servingOptions>, cwd: string): Partial<GatewayOptions> {
  const { https, 'https-dir': folder, 'access-logs': accessLogs } = values;
  return {
    ...(folder === undefined ? {} : { https: { folder: path.resolve(cwd, folder) } }),
    ...(folder === undefined && https === true ? { https: {} } : {}),
    ...(accessLogs === undefined ? {} : { accessLogs: path.resolve(cwd, accessLogs) }),
  };
}

/** What a client's environment has to say to trust a CA: Node, with Playwright; k6 and others in Go; the AWS CLI. */
export function trusting(caFile: string | undefined): string {
  if (caFile === undefined) return '';
  return `NODE_EXTRA_CA_CERTS=${caFile} SSL_CERT_FILE=${caFile} AWS_CA_BUNDLE=${caFile} `;
}
