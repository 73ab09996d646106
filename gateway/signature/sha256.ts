import { createHash, createHmac, type Hash, type Hmac } from 'node:crypto';

/** Node's SHA-256 in the shape that AWS's signer asks for. */
export class Sha256 {
  private hash: Hash | Hmac;
  private readonly secret: NodeJS.ArrayBufferView | string | undefined;

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.secret = secret instanceof ArrayBuffer ? new Uint8Array(secret) : (secret as NodeJS.ArrayBufferView);
    this.hash = this.start();
  }

  update(chunk: string | ArrayBuffer | ArrayBufferView): void {
    this.hash.update(
      chunk instanceof ArrayBuffer ? new Uint8Array(chunk) : (chunk as NodeJS.ArrayBufferView),
    );
  }

  async digest(): Promise<Uint8Array> {
    return new Uint8Array(this.hash.digest());
  }

  reset(): void {
    this.hash = this.start();
  }

  private start(): Hash | Hmac {
    return this.secret === undefined ? createHash('sha256') : createHmac('sha256', this.secret);
  }
}
