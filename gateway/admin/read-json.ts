import type { IncomingMessage } from 'node:http';
import { AdminRefusal } from './admin-refusal.ts';

/** Largest body. */
const mostBytes = 64 * 1024;

/** The fields of a request's JSON object; none without a body. Throws AdminRefusal. */
export async function readJson(request: IncomingMessage): Promise<Readonly<Record<string, unknown>>> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of request as AsyncIterable<Buffer>) {
    size += piece.length;
    if (size > mostBytes) throw new AdminRefusal(413, `The body has more than ${mostBytes} bytes.`);
    pieces.push(piece);
  }
  const text = Buffer.concat(pieces).toString();
  if (text.trim() === '') return {};
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (error) {
    throw new AdminRefusal(400, `The body is no JSON: ${error instanceof Error ? error.message : error}.`);
  }
  if (typeof document !== 'object' || document === null || Array.isArray(document))
    throw new AdminRefusal(400, 'The body has to be a JSON object, such as {"latency": ["fixed:5"]}.');
  return document as Record<string, unknown>;
}
