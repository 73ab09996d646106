import { UsageError } from '../src/errors/usage-error.ts';
import type { Values } from './command.ts';
import type { disturbingOptions } from './disturbing-options.ts';

type PortValues = Pick<Values<typeof disturbingOptions>, 'admin-port'> & {
  readonly port: string | undefined;
};

/** The ports that `local` is to open; throws where they can't both be had. */
export function portsOf(values: PortValues): { readonly port?: number; readonly adminPort?: number } {
  const port = values.port === undefined ? {} : { port: readPort('--port', values.port) };
  const admin = values['admin-port'];
  if (admin === undefined) return port;
  const adminPort = readPort('--admin-port', admin);
  if (adminPort !== 0 && adminPort === port.port)
    throw new UsageError(
      `--port and --admin-port are both ${adminPort}.`,
      'The admin endpoint has a port of its own: write --admin-port 0 for any free one.',
    );
  return { ...port, adminPort };
}

function readPort(option: string, text: string): number {
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text);
  throw new UsageError(`${option} ${text} is no port.`, 'Ports go from 1 to 65535; 0 is any free one.');
}

/** What to write instead of a port that is taken. */
export function otherPort(
  { port, freePort }: { readonly port: number; readonly freePort: number },
  values: PortValues,
): string {
  return Number(values['admin-port'] ?? Number.NaN) === port
    ? `Write --admin-port ${freePort}, or --admin-port 0 for any free one.`
    : `Write --port ${freePort}, or leave --port out.`;
}
