import { closeSync, openSync, writeSync } from 'node:fs';
import { OptionError } from '../option-error.ts';
import type { TruthRecord } from './observation.ts';

/** A file of truth records, one JSON document a line (NDJSON). */
export interface TruthLog {
  add(record: TruthRecord): void;
  close(): void;
}

/** Records wait at most so long for their file, milliseconds: a write for each would cost more than the request. */
const patienceMs = 100;
/** So many are written at once, however young. */
const mostWaiting = 2000;

/** Opens a file, which begins anew. Throws OptionError where it can't be written. */
export function openTruthLog(file: string): TruthLog {
  const descriptor = open(file);
  let waiting: string[] = [];
  let timer: NodeJS.Timeout | undefined;
  const write = (): void => {
    clearTimeout(timer);
    timer = undefined;
    if (waiting.length > 0) writeAll(descriptor, Buffer.from(waiting.join('')));
    waiting = [];
  };
  return {
    add(record) {
      waiting.push(`${JSON.stringify(record)}\n`);
      if (waiting.length >= mostWaiting) write();
      else timer ??= setTimeout(write, patienceMs);
    },
    close() {
      write();
      closeSync(descriptor);
    },
  };
}

function open(file: string): number {
  try {
    return openSync(file, 'w');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new OptionError(`The truth log ${file} can't be written: ${reason}.`, [
      'Name a file in a folder that exists and is yours to write.',
    ]);
  }
}

function writeAll(descriptor: number, bytes: Buffer): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(descriptor, bytes, at);
}
