import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
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

export function createCodeFolders(): CodeFolders {
  let root: string | undefined;
  let written = 0;
  return {
    folderOf(lambda, language) {
      if (lambda.code.kind === 'folder') return lambda.code.path;
      if (lambda.code.kind === 'unavailable') throw new Error(lambda.code.reason);
      if (root === undefined) {
        root = mkdtempSync(join(tmpdir(), 'gatewright-'));
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
