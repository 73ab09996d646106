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
    throw new PortInUseError(port, { freePort: await findFreePort(), why });
  }
}

function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
