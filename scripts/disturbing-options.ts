import path from 'node:path';
import type { OptionSpecs, Values } from './command.ts';
import type { loadGateway } from './local-gateway.ts';

type GatewayOptions = Parameters<Awaited<ReturnType<typeof loadGateway>>['startGateway']>[0];

/** Options of `local` that make its gateway tell, or be told, how it behaves. */
export const disturbingOptions = {
  'truth-log': {
    type: 'string',
    value: 'FILE',
    about: 'write what the gateway knows of each request, one JSON document a line; the file begins anew',
  },
} as const satisfies OptionSpecs;

export function disturbing(values: Values<typeof disturbingOptions>, cwd: string): Partial<GatewayOptions> {
  const { 'truth-log': truthLog } = values;
  return {
    ...(truthLog === undefined ? {} : { truthLog: path.resolve(cwd, truthLog) }),
  };
}
