import type { ServerResponse } from 'node:http';
import type { Answer } from './call.ts';

/** Sends answers, together with the others of the same turn of the event loop. */
export interface AnswersOut {
  /**
   * Under load a client process that is woken once for many answers leaves the gateway more of the machine:
   * half as many requests again, measured with 50 connections on two cores. A single request isn't delayed.
   * @param out is told when the answer was given to the operating system; `null`: nobody wants to know.
   */
  soon(response: ServerResponse, answer: Answer, out: Out | null): void;
  /** Answers that the gateway itself made a mistake. */
  failed(response: ServerResponse, error: unknown): void;
}

export function jsonAnswer(status: number, document: unknown): Answer {
  return { status, headers: [['Content-Type', 'application/json']], body: JSON.stringify(document) };
}

/** A mistake of the gateway's own must neither end it nor pass for an answer of AWS. */
export function failureAnswer(error: unknown): Answer {
  const reason = error instanceof Error ? error.message : String(error);
  return jsonAnswer(500, { message: `The local gateway failed: ${reason}` });
}

/** @param outMs on the clock of `performance.now`. */
type Out = (outMs: number) => void;

interface Waiting {
  readonly response: ServerResponse;
  readonly answer: Answer;
  readonly out: Out | null;
}

export function createAnswersOut(): AnswersOut {
  let waiting: Waiting[] = [];
  const flush = (): void => {
    const due = waiting;
    waiting = [];
    const written: (() => void)[] = [];
    for (const { response, answer, out } of due) {
      try {
        write(response, answer);
        if (out === null) continue;
        const outMs = performance.now();
        written.push(() => out(outMs));
      } catch (error) {
        failed(response, error);
      }
    }
    // Only now: work between the writes would wake the client's process for each of them.
    for (const tell of written) {
      try {
        tell();
      } catch (error) {
        // The answer is out: its caller can't be told any more, and the gateway goes on.
        process.emitWarning(error instanceof Error ? error : String(error));
      }
    }
  };
  return {
    failed,
    soon(response, answer, out) {
      waiting.push({ response, answer, out });
      if (waiting.length === 1) setImmediate(flush);
    },
  };
}

function failed(response: ServerResponse, error: unknown): void {
  if (response.headersSent) response.destroy();
  else write(response, failureAnswer(error));
}

function write(response: ServerResponse, answer: Answer): void {
  if (response.destroyed) return;
  const lines: string[] = [];
  for (const [name, value] of answer.headers) lines.push(name, value);
  // RFC 9110, section 8.6: no Content-Length in a 204.
  if (answer.status !== 204) lines.push('Content-Length', String(Buffer.byteLength(answer.body)));
  // Said here because Node would add a Keep-Alive header, which AWS doesn't send.
  lines.push('Connection', wantsClose(response) ? 'close' : 'keep-alive');
  response.writeHead(answer.status, lines);
  response.end(answer.body);
}

function wantsClose({ req: { httpVersion, headers } }: ServerResponse): boolean {
  const connection = headers.connection?.toLowerCase() ?? '';
  return httpVersion === '1.0' ? !connection.includes('keep-alive') : connection.includes('close');
}
