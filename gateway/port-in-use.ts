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
