import type { Socket } from 'node:net';
import type { Answer } from '../call.ts';
import { jsonAnswer } from './answers-out.ts';
import type { Exchange } from './exchange.ts';

/** Request line and header values together, bytes, of both API types (AWS documentation, "Amazon API Gateway quotas"). */
export const headerLimitBytes = 10_240;

/** Nobody recorded the body: docs? */
const tooLargeMessage = 'Request Header Fields Too Large';
export const headersTooLargeAnswer: Answer = jsonAnswer(431, { message: tooLargeMessage });

export function headersTooLarge({ method, target, headers }: Exchange): boolean {
  let bytes = method.length + target.length + ' HTTP/1.1 '.length;
  for (const [, value] of headers) bytes += value.length;
  return bytes > headerLimitBytes;
}

interface Refusal {
  readonly status: string;
  readonly message: string;
}

const byCode: Readonly<Record<string, Refusal>> = {
  HPE_HEADER_OVERFLOW: { status: '431 Request Header Fields Too Large', message: tooLargeMessage },
  ERR_HTTP_REQUEST_TIMEOUT: { status: '408 Request Timeout', message: 'Request Timeout' },
};
const malformed: Refusal = { status: '400 Bad Request', message: 'Bad Request' };

/** Answers what Node could not read as a request, and ends the connection. */
export function refuseMalformed(error: Error & { code?: string }, socket: Socket): void {
  // Who fails at the handshake could not read an answer.
  const isTls = error.code?.startsWith('ERR_SSL_') === true;
  if (error.code === 'ECONNRESET' || isTls || !socket.writable) {
    socket.destroy();
    return;
  }
  const { status, message } = byCode[error.code ?? ''] ?? malformed;
  const body = JSON.stringify({ message });
  socket.end(
    `HTTP/1.1 ${status}\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
  );
}
