import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder } from '../made-folder.ts';
import { OptionError } from '../option-error.ts';
import type { OpenAccessLog } from './stage-logs.ts';

/** Files of access logs in a folder. */
export interface AccessLogFiles {
  readonly open: OpenAccessLog;
  close(): void;
}

interface LogFile {
  readonly descriptor: number;
  lines: string[];
}

/** Lines wait at most so long for their file, milliseconds. */
const patienceMs = 100;
/** So many are written at once, however young. */
const mostWaiting = 500;

/**
 * Opens a folder for access logs: a file for each log group, named after it, which goes on where it ended.
 * Throws OptionError where the folder can't be used.
 */
export function openAccessLogFiles(folder: string, onTrouble: (sentence: string) => void): AccessLogFiles {
  const files = new Map<string, LogFile>();
  refusing(folder, () => makeFolder(folder));
  let timer: NodeJS.Timeout | undefined;
  let waiting = 0;
  const write = (): void => {
    clearTimeout(timer);
    timer = undefined;
    waiting = 0;
    for (const [name, file] of files) {
      const { lines } = file;
      if (lines.length === 0) continue;
      file.lines = [];
      try {
        writeAll(file.descriptor, Buffer.from(lines.join('')));
      } catch (error) {
        onTrouble(`${lines.length} lines of the access log ${name} can't be written: ${reasonOf(error)}`);
      }
    }
  };
  process.on('exit', write);
  return {
    open(logGroup) {
      const name = `${logGroup.replace(/^\/+/, '').replace(/[^A-Za-z0-9._-]+/g, '-') || 'access'}.log`;
      const known = files.get(name);
      const file = known ?? {
        descriptor: refusing(folder, () => openSync(join(folder, name), 'a')),
        lines: [],
      };
      files.set(name, file);
      return (line) => {
        file.lines.push(`${line}\n`);
        waiting += 1;
        if (waiting >= mostWaiting) write();
        else timer ??= setTimeout(write, patienceMs);
      };
    },
    close() {
      write();
      process.off('exit', write);
      for (const { descriptor } of files.values()) closeSync(descriptor);
      files.clear();
    },
  };
}

function refusing<Result>(folder: string, use: () => Result): Result {
  try {
    return use();
  } catch (error) {
    throw new OptionError(`The folder ${folder} can't take access logs: ${reasonOf(error)}.`, [
      'Name a folder that is yours to write.',
    ]);
  }
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

function writeAll(descriptor: number, bytes: Buffer): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(descriptor, bytes, at);
}
