/** The port that was asked for is taken; `freePort` was free a moment ago. */
export class PortInUseError extends Error {
  override readonly name = 'PortInUseError';
  readonly port: number;
  readonly freePort: number;

  constructor(port: number, freePort: number) {
    super(`Port ${port} is in use on 127.0.0.1; ${freePort} is free.`);
    this.port = port;
    this.freePort = freePort;
  }
}
