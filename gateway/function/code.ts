import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { CodeFile, FunctionCode, LambdaFunction } from '../model.ts';
import { unpack } from './unpack.ts';

/** Puts code where an interpreter can load it. */
export interface CodeFolders {
  /** Unpacks the archives of the function and its layers. Throws ArchiveError for one that can't or may not be unpacked. */
  prepare(lambda: LambdaFunction): Promise<void>;
  /** Folder of the code of a function or a layer; inline code is written to a temporary one. */
  folderOf(code: FunctionCode, language: 'python' | 'node'): string;
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
  let made = 0;
  const unpacked = new Map<string, Promise<string>>();
  const makeFolder = (): string => {
    if (root === undefined) {
      sweep();
      root = mkdtempSync(join(tmpdir(), `${prefix}${process.pid}-`));
      temporary.add(root);
    }
    made += 1;
    const folder = join(root, String(made));
    mkdirSync(folder);
    return folder;
  };
  const folders = new Map<string, string>();
  return {
    async prepare({ code, layers = [] }) {
      for (const one of [code, ...layers]) {
        if (one.kind !== 'archive') continue;
        const { path } = one;
        const folder = unpacked.get(path) ?? unpackInto(makeFolder(), path);
        unpacked.set(path, folder);
        folders.set(path, await folder);
      }
    },
    folderOf(code, language) {
      switch (code.kind) {
        case 'folder':
          return code.path;
        case 'unavailable':
          throw new Error(code.reason);
        case 'archive': {
          const folder = folders.get(code.path);
          if (folder === undefined) throw new Error(`${code.path} is not unpacked`);
          return folder;
        }
        case 'files':
          return written(code.files, makeFolder());
        case 'inline':
          // CloudFormation puts a ZipFile into a file named index.
          return written(
            [{ name: language === 'python' ? 'index.py' : 'index.js', text: code.source }],
            makeFolder(),
          );
      }
    },
    close() {
      if (root === undefined) return;
      rmSync(root, { recursive: true, force: true });
      temporary.delete(root);
      root = undefined;
    },
  };
}

async function unpackInto(folder: string, archive: string): Promise<string> {
  await unpack(archive, folder);
  return folder;
}

function written(files: readonly CodeFile[], folder: string): string {
  for (const file of files) {
    const path = join(folder, file.name);
    mkdirSync(dirname(path), { recursive: true });
    if ('path' in file) copyFileSync(file.path, path);
    else writeFileSync(path, file.text);
  }
  return folder;
}
