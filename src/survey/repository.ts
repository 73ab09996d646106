import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';

/** What is looked at: a folder's files by their path from it, with slashes. */
export interface Repository {
  /** Name of the folder. */
  readonly name: string;
  /** The shallowest first, then by name. */
  readonly files: readonly string[];
  /** `null` where there is no such file, or it can't be read. */
  text(file: string): string | null;
}

/** Holds nothing that anybody wrote, or far too much. */
const passedBy =
  /^(node_modules|\.git|\.hg|\.venv|venv|__pycache__|\.aws-sam|\.terraform|\.serverless|\.cache|\.next|\.yarn|dist|build|target|coverage|runs|test-results|playwright-report|vendor|asset\..*)$/;

/** Deeper than `services/orders/infra/main.tf` nobody looks; nor at more files than a person could know. */
const most = { depth: 4, files: 5_000, bytes: 8_000_000 };

/** Reads what is there, and nothing of it before it is asked for. */
export function repositoryAt(root: string): Repository {
  return {
    name: path.basename(path.resolve(root)),
    files: filesBelow(root),
    text: (file) => textOf(path.join(root, file)),
  };
}

function filesBelow(root: string): string[] {
  const found: string[] = [];
  let folders = [''];
  for (let depth = 0; depth < most.depth && folders.length > 0 && found.length < most.files; depth += 1) {
    const entries = folders.flatMap((folder) => entriesOf(root, folder));
    found.push(...entries.flatMap(({ file, isFolder }) => (isFolder ? [] : [file])));
    folders = entries.flatMap(({ file, isFolder }) => (isFolder ? [file] : []));
  }
  return found.slice(0, most.files);
}

function entriesOf(root: string, folder: string): { readonly file: string; readonly isFolder: boolean }[] {
  try {
    return readdirSync(path.join(root, folder), { withFileTypes: true })
      .filter((entry) => !(entry.isDirectory() && passedBy.test(entry.name)))
      .map((entry) => ({ file: path.posix.join(folder, entry.name), isFolder: entry.isDirectory() }))
      .sort((a, b) => (a.file < b.file ? -1 : 1));
  } catch {
    // A folder that may not be read tells nothing.
    return [];
  }
}

function textOf(file: string): string | null {
  try {
    return statSync(file).size > most.bytes ? null : readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}
