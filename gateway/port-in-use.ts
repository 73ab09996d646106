import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The port that was asked for can't be had: it is taken, or not this user's to open. `freePort` was free a moment ago. */
export class PortInUseError extends Error {
  override readonly name = 'PortInUseError';
  readonly port: number;
  readonly freePort: number;

  constructor(port: number, { freePort, why }: { readonly freePort: number; readonly why: string }) {
    super(`Port ${port} ${why} on 127.0.0.1; ${freePort} is free.`);
    this.port = port;
    this.freePort = freePort;
  }
}

const unavailable: Readonly<Record<string, string>> = {
  EADDRINUSE: 'is in use',
  EACCES: 'may not be opened by this user',
};

/** What `open` returns for the port. Throws PortInUseError where it can't be had. */
export async function openPort<Opened>(
  port: number,
  open: (port: number) => Promise<Opened>,
): Promise<Opened> {
  try {
    return await open(port);
  } catch (error) {
    const why = unavailable[(error as NodeJS.ErrnoException).code ?? ''];
    if (why === undefined) throw error;
    throw new PortInUseError(port, { freePort: await nextFreePort(port), why });
  }
}

/** Ports below may be reserved for others. */
const firstOfUsers = 1024;
const mostTried = 100;

async function nextFreePort(port: number): Promise<number> {
  const first = Math.max(port + 1, firstOfUsers);
  for (let next = first; next < first + mostTried && next < 65_536; next += 1)
    if ((await tryPort(next)) !== null) return next;
  return (await tryPort(0)) ?? 0;
}

/** The port if it was free, else `null`; 0 is any. */
function tryPort(port: number): Promise<number | null> {
  return new Promise((resolve) => {
    const server = createServer().once('error', () => resolve(null));
    server.listen(port, '127.0.0.1', () => {
      const free = (server.address() as AddressInfo).port;
      server.close(() => resolve(free));
    });
  });
}
