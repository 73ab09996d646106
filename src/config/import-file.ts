import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { UsageError } from '../errors/usage-error.ts';
import { importTypeScript } from './typescript.ts';

/**
 * The exports of a person's module; of a JSON file, its value as `default`.
 * @throws UsageError with file and line where it can't be read, parsed or run.
 */
export async function importFile(file: string, root: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    if (file.endsWith('.json')) return { default: JSON.parse(await readFile(file, 'utf8')) };
    if (/\.[mc]?ts$/.test(file)) return await importTypeScript(file);
    return (await import(pathToFileURL(file).href)) as Record<string, unknown>;
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(await sentence(error, file, root), [], { cause: error });
  }
}

async function sentence(error: unknown, file: string, root: string): Promise<string> {
  const told = error instanceof Error ? error : new Error(String(error));
  const place = placeOf(told, root) ??
    (await placeInJson(told, file)) ??
    placeByNode(told, file) ?? { file, line: null };
  const name = relative(root, place.file) || place.file;
  return `${name}${place.line === null ? '' : `:${place.line}`}: ${firstSentence(told, root)}`;
}

interface Place {
  readonly file: string;
  readonly line: number | null;
}

/**
 * Where a loader says that it failed. Tsx and Node put `FILE:LINE` at the head of a syntax error's text or stack,
 * Babel (Playwright's loader) at the head of its message with `(LINE:COLUMN)` at its end, and what fails
 * while it runs has a stack.
 */
function placeOf(error: Error, root: string): Place | null {
  const babel = /^(\/[^\n]+?): [^\n]*\((\d+):\d+\)/.exec(error.message);
  if (babel?.[1] && babel[2]) return { file: babel[1], line: Number(babel[2]) };
  const importer = /imported from '?(\/[^'\n]+)'?/.exec(error.message)?.[1];
  if (importer) return { file: importer, line: null };
  const text = `${error.message}\n${error.stack ?? ''}`;
  for (const [, file, line] of text.matchAll(/(?:file:\/\/)?(\/[^\s()'"]+?\.(?:[cm]?[jt]s|json)):(\d+)/g)) {
    if (file?.startsWith(root) && !file.includes('/node_modules/')) return { file, line: Number(line) };
  }
  return null;
}

/** Node says `at position N` (and newer ones the line) for what is no JSON. */
async function placeInJson(error: Error, file: string): Promise<Place | null> {
  const position = /at position (\d+)/.exec(error.message)?.[1];
  if (position === undefined) return null;
  const before = (await readFile(file, 'utf8')).slice(0, Number(position));
  return { file, line: before.split('\n').length };
}

/** Node keeps the place of a syntax error in plain JavaScript to itself, until it is asked about the file alone. */
function placeByNode(error: Error, file: string): Place | null {
  if (!(error instanceof SyntaxError) || !/\.m?js$/.test(file)) return null;
  const { stderr } = spawnSync(process.execPath, ['--check', file], { encoding: 'utf8', env: {} });
  const line = /:(\d+)\r?\n/.exec(stderr)?.[1];
  return line === undefined ? null : { file, line: Number(line) };
}

function firstSentence(error: Error, root: string): string {
  const withoutRoot = (text: string) => text.replaceAll(`file://${root}/`, '').replaceAll(`${root}/`, '');
  const esbuild = /:\d+:\d+: ERROR: ([^\n]+)/.exec(error.message)?.[1];
  if (esbuild) return withoutRoot(esbuild);
  const [line = ''] = error.message.split('\n');
  const plain = withoutRoot(line)
    .replace(/^[^\s:]+\.[cm]?[jt]s: /, '')
    .replace(/ imported from .*$/, '')
    .replace(/ \(\d+:\d+\)$/, '')
    .replace(/ in JSON at position \d+.*$/, '');
  return error.name === 'Error' || error.name === 'SyntaxError' || error.name === 'TransformError'
    ? plain
    : `${error.name}: ${plain}`;
}
