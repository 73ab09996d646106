import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LambdaFunction } from '../model.ts';

/** Puts code where an interpreter can load it. */
export interface CodeFolders {
  /** Folder of a function's code; inline code is written to a temporary one. */
  folderOf(lambda: LambdaFunction, language: 'python' | 'node'): string;
  close(): void;
}

/** Temporary folders that still exist: they go with this process, however it exits. */
const temporary = new Set<string>();
process.once('exit', () => {
  for (const folder of temporary) rmSync(folder, { recursive: true, force: true });
});

const prefix = 'gatewright-code-';

/** Removes what gateways left behind that were killed: their process is gone. */
function sweep(): void {
  for (const name of readdirSync(tmpdir())) {
    const pid = name.startsWith(prefix) ? Number.parseInt(name.slice(prefix.length), 10) : Number.NaN;
    if (!Number.isNaN(pid) && !isAlive(pid)) rmSync(join(tmpdir(), name), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Somebody else's process is alive too.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

export function createCodeFolders(): CodeFolders {
  let root: string | undefined;
  let written = 0;
  return {
    folderOf(lambda, language) {
      if (lambda.code.kind === 'folder') return lambda.code.path;
      if (lambda.code.kind === 'unavailable') throw new Error(lambda.code.reason);
      if (root === undefined) {
        sweep();
        root = mkdtempSync(join(tmpdir(), `${prefix}${process.pid}-`));
        temporary.add(root);
      }
      written += 1;
      const folder = join(root, String(written));
      mkdirSync(folder);
      // CloudFormation puts a ZipFile into a file named index.
      writeFileSync(join(folder, language === 'python' ? 'index.py' : 'index.js'), lambda.code.source);
      return folder;
    },
    close() {
      if (root === undefined) return;
      rmSync(root, { recursive: true, force: true });
      temporary.delete(root);
      root = undefined;
    },
  };
}
