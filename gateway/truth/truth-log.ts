import { closeSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import { OptionError } from '../option-error.ts';
import type { TruthRecord } from './observation.ts';
import { createLineWriter } from './record-line.ts';

/** A file of truth records, one JSON document a line (NDJSON). */
export interface TruthLog {
  readonly file: string;
  /** Lines that couldn't be written. */
  readonly missing: number;
  add(record: TruthRecord): void;
  close(): void;
}

/** Records wait at most so long for their file, milliseconds: a write for each would cost more than the request. */
const patienceMs = 100;
/** So many are written at once, however young: 200 KB or so, for which no request waits longer than 0.1 ms. */
const mostWaiting = 500;

/**
 * Opens a file, which begins anew. Throws OptionError where it can't be written. A file that can't be written any more
 * keeps its whole lines and gets no others; `onTrouble` hears of it once, and at the end how many are missing.
 *
 * Writes are synchronous: they cost less than handing them to a thread, and no line is lost however the process ends
 * by itself.
 */
export function openTruthLog(file: string, onTrouble: (sentence: string) => void = () => {}): TruthLog {
  const descriptor = open(file);
  const lineOf = createLineWriter();
  let waiting: string[] = [];
  let timer: NodeJS.Timeout | undefined;
  let bytesWritten = 0;
  let missing = 0;
  let broken = false;
  let closed = false;
  const write = (): void => {
    clearTimeout(timer);
    timer = undefined;
    const lines = waiting;
    waiting = [];
    if (lines.length === 0 || broken) return;
    try {
      bytesWritten += writeAll(descriptor, Buffer.from(lines.join('')));
    } catch (error) {
      broken = true;
      missing = lines.length;
      keepWholeLines(descriptor, bytesWritten);
      onTrouble(
        `the truth log can't be written any more: ${reasonOf(error)}; requests are answered without it`,
      );
    }
  };
  process.on('exit', write);
  return {
    file,
    get missing() {
      return missing;
    },
    add(record) {
      // A request whose connection the end cut off.
      if (closed) return;
      if (broken) {
        missing += 1;
        return;
      }
      waiting.push(lineOf(record));
      if (waiting.length >= mostWaiting) write();
      else timer ??= setTimeout(write, patienceMs);
    },
    close() {
      closed = true;
      write();
      process.off('exit', write);
      closeSync(descriptor);
      if (missing > 0) onTrouble(`${missing} ${missing === 1 ? 'line is' : 'lines are'} missing at its end`);
    },
  };
}

function open(file: string): number {
  try {
    return openSync(file, 'w');
  } catch (error) {
    throw new OptionError(`The truth log ${file} can't be written: ${reasonOf(error)}.`, [
      'Name a file in a folder that exists and is yours to write.',
    ]);
  }
}

function writeAll(descriptor: number, bytes: Buffer): number {
  for (let at = 0; at < bytes.length; ) at += writeSync(descriptor, bytes, at);
  return bytes.length;
}

/** What a full disk cut off would make the last line unreadable. */
function keepWholeLines(descriptor: number, bytes: number): void {
  try {
    ftruncateSync(descriptor, bytes);
  } catch {
    // A pipe or a device has no length.
  }
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
