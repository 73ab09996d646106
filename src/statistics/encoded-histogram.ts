import { inflateSync } from 'node:zlib';

/** The buckets of a histogram that hold anything, ascending. */
export interface Buckets {
  /** Smallest and largest whole value that fall into each bucket. */
  readonly lowest: readonly number[];
  readonly highest: readonly number[];
  readonly counts: readonly number[];
}

/** Cookies without the bits that say how wide a word is. */
const cookie = { compressed: 0x1c849304, plain: 0x1c849303 } as const;
const wordSizeBits = 0xf0;
const headerBytes = 40;

/**
 * Reads an HdrHistogram (V2, compressed, base64) into the few buckets that it fills. A run holds two a second and
 * route, and a decoder that makes whole histograms of them takes several times as long.
 *
 * Source: HdrHistogram, `AbstractHistogram.encodeIntoByteBuffer` and `ZigZagLEB128Encoding`
 * (https://github.com/HdrHistogram/HdrHistogram).
 *
 * @throws Error if the text is no such histogram.
 */
export function readHistogram(encoded: string): Buckets {
  const packed = Buffer.from(encoded, 'base64');
  if (packed.length < 8 || unsized(packed.readUInt32BE(0)) !== cookie.compressed) throw notOne();
  const bytes = inflateSync(packed.subarray(8));
  if (bytes.length < headerBytes || unsized(bytes.readUInt32BE(0)) !== cookie.plain) throw notOne();
  const end = headerBytes + bytes.readUInt32BE(4);
  if (end > bytes.length) throw notOne();
  const digits = bytes.readUInt32BE(12);
  const lowestDiscernible = Number(bytes.readBigUInt64BE(16));
  return bucketsIn(bytes.subarray(headerBytes, end), layoutOf(digits, lowestDiscernible));
}

function unsized(word: number): number {
  return (word & ~wordSizeBits) >>> 0;
}

function notOne(): Error {
  return new Error('not a compressed HdrHistogram, version 2');
}

/** How values are laid out: `subBuckets` of width `unit`, then half as many of each doubled width. */
interface Layout {
  readonly unit: number;
  readonly subBuckets: number;
}

function layoutOf(significantDigits: number, lowestDiscernible: number): Layout {
  return {
    unit: 2 ** Math.floor(Math.log2(Math.max(1, lowestDiscernible))),
    subBuckets: 2 ** Math.ceil(Math.log2(2 * 10 ** significantDigits)),
  };
}

function bucketsIn(payload: Buffer, { unit, subBuckets }: Layout): Buckets {
  const lowest: number[] = [];
  const highest: number[] = [];
  const counts: number[] = [];
  const half = subBuckets / 2;
  const reader = { bytes: payload, at: 0 };
  for (let index = 0; reader.at < payload.length; ) {
    const word = readWord(reader);
    if (word < 0) {
      index -= word;
      continue;
    }
    if (word > 0) {
      const doublings = index < subBuckets ? 0 : Math.floor(index / half) - 1;
      const width = unit * 2 ** doublings;
      const value = (index - doublings * half) * width;
      lowest.push(value);
      highest.push(value + width - 1);
      counts.push(word);
    }
    index++;
  }
  return { lowest, highest, counts };
}

/** One ZigZag LEB128 number: a count, or, below zero, how many empty buckets follow. Nine bytes hold 64 bits. */
function readWord(reader: { readonly bytes: Buffer; at: number }): number {
  let magnitude = 0;
  let scale = 1;
  for (let place = 0; place < 9; place++) {
    const byte = reader.bytes[reader.at++];
    if (byte === undefined) throw notOne();
    const last = place === 8;
    magnitude += (last ? byte : byte & 0x7f) * scale;
    if (last || byte < 0x80) break;
    scale *= 128;
  }
  return magnitude % 2 === 1 ? -(magnitude + 1) / 2 : magnitude / 2;
}
