import { parse as parseToml, TomlError } from 'smol-toml';
import { LineCounter, parseDocument } from 'yaml';
import type { Repository } from './repository.ts';

/** What a file says, as plain data of any shape. */
export interface Fields {
  readonly [key: string]: unknown;
}

export type ReadFile =
  | { readonly read: true; readonly value: Fields }
  /** A sentence with file and line. */
  | { readonly read: false; readonly because: string };

/** A JSON, YAML or TOML file, by its name's ending; CloudFormation's short forms (`!Sub`) stand for their argument. */
export function readStructured(repository: Repository, file: string): ReadFile {
  const text = repository.text(file);
  if (text === null) return { read: false, because: `${file} can't be read.` };
  const { value, mistake } = parsed(text, file);
  if (mistake !== null) return { read: false, because: `${file}:${mistake.line}: ${mistake.message}.` };
  return isFields(value) ? { read: true, value } : { read: false, because: `${file} holds no object.` };
}

interface Parsed {
  readonly value: unknown;
  readonly mistake: { readonly line: number; readonly message: string } | null;
}

function parsed(text: string, file: string): Parsed {
  if (file.endsWith('.toml')) return ofToml(text);
  if (!file.endsWith('.json')) return ofYaml(text);
  try {
    return { value: JSON.parse(withoutMark(text)), mistake: null };
  } catch (error) {
    // YAML's reader says where; what it takes and JSON doesn't, such as a comma too many, it can't.
    const { mistake } = ofYaml(text);
    return { value: null, mistake: { line: mistake?.line ?? 1, message: `is no JSON: ${firstLine(error)}` } };
  }
}

/** Without the byte order mark that some editors write. */
export function withoutMark(text: string): string {
  return text.replace(/^\uFEFF/, '');
}

function ofYaml(text: string): Parsed {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    logLevel: 'silent',
    schema: 'core',
  });
  const [error] = document.errors;
  if (error !== undefined) {
    return { value: null, mistake: { line: lines.linePos(error.pos[0]).line, message: firstLine(error) } };
  }
  try {
    return { value: document.toJS({ maxAliasCount: 1000 }), mistake: null };
  } catch (cause) {
    return { value: null, mistake: { line: 1, message: firstLine(cause) } };
  }
}

function ofToml(text: string): Parsed {
  try {
    return { value: parseToml(text), mistake: null };
  } catch (error) {
    return {
      value: null,
      mistake: { line: error instanceof TomlError ? error.line : 1, message: firstLine(error) },
    };
  }
}

function firstLine(error: unknown): string {
  const [line = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
  return line.replace(/^Invalid TOML document: /, '').replace(/[.:]+$/, '');
}

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export const fieldsOf = (value: unknown): Fields => (isFields(value) ? value : {});
export const textOf = (value: unknown): string | null =>
  typeof value === 'string' && value !== '' ? value : null;
