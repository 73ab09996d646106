import type { Readable } from 'node:stream';
import { bodyLimitBytes } from '../call.ts';

/** A body beyond the limit is read to here, so that its sender gets to see the answer. */
const drainLimitBytes = 10 * bodyLimitBytes;

export type Body = { readonly bytes: Buffer; readonly tooLarge: boolean };
export const noBody: Body = { bytes: Buffer.alloc(0), tooLarge: false };

/** The body of a request; `aborted` where its sender goes away before the end. `giveUp` ends one without an end. */
export function readPieces(request: Readable, giveUp: () => void): Promise<Body | 'aborted'> {
  return new Promise((resolve) => {
    let pieces: Buffer[] = [];
    let size = 0;
    request.on('data', (piece: Buffer) => {
      size += piece.length;
      if (size <= bodyLimitBytes) pieces.push(piece);
      else pieces = [];
      if (size > drainLimitBytes) giveUp();
    });
    request.on('end', () => {
      const tooLarge = size > bodyLimitBytes;
      const first = pieces[0];
      const bytes = pieces.length === 1 && first !== undefined ? first : Buffer.concat(pieces);
      resolve({ bytes, tooLarge });
    });
    request.on('error', () => resolve('aborted'));
    request.on('close', () => resolve('aborted'));
    request.on('aborted', () => resolve('aborted'));
  });
}
