import type { Answer } from '../call.ts';
import type { Exchange } from './exchange.ts';

/** Sends answers, together with the others of the same turn of the event loop. */
export interface AnswersOut {
  /**
   * Under load a client process that is woken once for many answers leaves the gateway more of the machine:
   * half as many requests again, measured with 50 connections on two cores. A single request isn't delayed.
   * @param out is told when the answer was given to the operating system; `null`: nobody wants to know.
   */
  soon(exchange: Exchange, answer: Answer, out: Out | null): void;
  /** Answers that the gateway itself made a mistake. */
  failed(exchange: Exchange, error: unknown): void;
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
  readonly exchange: Exchange;
  readonly answer: Answer;
  readonly out: Out | null;
}

export function createAnswersOut(): AnswersOut {
  let waiting: Waiting[] = [];
  const flush = (): void => {
    const due = waiting;
    waiting = [];
    const written: (() => void)[] = [];
    let isWriting = true;
    for (const { exchange, answer, out } of due) {
      try {
        exchange.send(answer);
        if (out === null) continue;
        exchange.written(() => {
          const outMs = performance.now();
          if (isWriting) written.push(() => out(outMs));
          else told(() => out(outMs));
        });
      } catch (error) {
        failed(exchange, error);
      }
    }
    isWriting = false;
    // Only now: work between the writes would wake the client's process for each of them.
    for (const tell of written) told(tell);
  };
  return {
    failed,
    soon(exchange, answer, out) {
      waiting.push({ exchange, answer, out });
      if (waiting.length === 1) setImmediate(flush);
    },
  };
}

function told(tell: () => void): void {
  try {
    tell();
  } catch (error) {
    // The answer is out: its caller can't be told any more, and the gateway goes on.
    process.emitWarning(error instanceof Error ? error : String(error));
  }
}

function failed(exchange: Exchange, error: unknown): void {
  if (exchange.answered) exchange.drop();
  else exchange.send(failureAnswer(error));
}
