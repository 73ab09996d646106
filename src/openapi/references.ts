import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Json } from '../contract/json.ts';
import { fieldsOf, isFields, type OpenApiDocument, type ParsedFile, parseFile } from './document.ts';

/** A part of a document, with the way to it: what messages name, and what references start from. */
export interface Place {
  readonly value: Json | undefined;
  readonly path: readonly string[];
  /** The file that it stands in: absolute where it was referred to, `null` in the document itself. */
  readonly file: string | null;
}

/** What could not be taken over, and where it stands. */
export interface Note {
  readonly place: string;
  readonly message: string;
}

/** Follows `$ref` inside the document and into files beside it; nothing is fetched from the network. */
export interface References {
  root(): Place;
  member(place: Place, ...keys: readonly (string | number)[]): Place;
  /** The part itself, or what it refers to; `null`, and a note, where that isn't there. */
  followed(place: Place): Place | null;
  /** Stable name of where a part stands: `#/components/schemas/user`, `shared.yaml#/user`. */
  idOf(place: Place): string;
  note(place: Place, message: string): void;
  readonly notes: readonly Note[];
}

/** Further than this nobody refers on purpose. */
const mostHops = 20;
const mostFiles = 200;

/** `folder` is where the document's own references start; `null`: they can't lead into files. */
export function referencesOf(document: OpenApiDocument, folder: string | null): References {
  const files = new Map<string, ParsedFile | string>();
  const notes: Note[] = [];
  const placed = ({ file, path: at }: Place) => {
    if (file === null) return document.placeOf(at);
    const parsed = files.get(file);
    return typeof parsed === 'object' ? parsed.placeOf(at) : file;
  };
  const note = (place: Place, message: string) => {
    const one = { place: placed(place), message };
    if (!notes.some((each) => each.place === one.place && each.message === message)) notes.push(one);
  };
  const contentOf = (file: string | null): Json | undefined => {
    if (file === null) return document.value as Json;
    const parsed = files.get(file) ?? opened(file, folder ?? '.');
    if (files.size < mostFiles) files.set(file, parsed);
    return typeof parsed === 'string' ? undefined : parsed.value;
  };
  const target = (place: Place, reference: string): Place | null => {
    const [before = '', pointer = ''] = reference.split('#');
    if (/^[a-z][a-z\d+.-]+:/i.test(before)) {
      note(place, `$ref ${reference} leads into the network, and is not fetched`);
      return null;
    }
    if (before !== '' && folder === null) {
      note(place, `$ref ${reference} leads into a file, and there is none beside an export`);
      return null;
    }
    const from = place.file === null ? (folder ?? '.') : path.dirname(place.file);
    const file = before === '' ? place.file : path.resolve(from, decodeURIComponent(before));
    if (pointer !== '' && !pointer.startsWith('/')) {
      note(place, `$ref ${reference} names an anchor, and only pointers (#/…) are followed`);
      return null;
    }
    const keys = pointer.split('/').slice(1).map(unescaped);
    const value = keys.reduce<Json | undefined>(child, contentOf(file));
    if (value !== undefined) return { value, path: keys, file };
    const problem = file === null ? undefined : files.get(file);
    note(
      place,
      typeof problem === 'string' ? `$ref ${reference}: ${problem}` : `$ref ${reference} leads to nothing`,
    );
    return null;
  };
  return {
    notes,
    note,
    root: () => ({ value: document.value as Json, path: [], file: null }),
    member: (place, ...keys) => ({
      ...place,
      value: keys.reduce<Json | undefined>((value, key) => child(value, String(key)), place.value),
      path: [...place.path, ...keys.map(String)],
    }),
    idOf: ({ file, path: at }) => `${file ?? ''}#/${at.join('/')}`,
    followed: (place) => {
      let at: Place | null = place;
      for (let hop = 0; hop < mostHops && at !== null; hop++) {
        const reference = fieldsOf(at.value).$ref;
        if (typeof reference !== 'string') return at;
        at = target(at, reference);
      }
      if (at !== null) note(place, 'the reference leads in a circle');
      return null;
    },
  };
}

function child(value: Json | undefined, key: string): Json | undefined {
  if (Array.isArray(value)) return value[Number(key)] as Json | undefined;
  return isFields(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

function unescaped(key: string): string {
  const plain = key.replaceAll('~1', '/').replaceAll('~0', '~');
  try {
    return decodeURIComponent(plain);
  } catch {
    return plain;
  }
}

/** The file's content, or why there is none. */
function opened(file: string, folder: string): ParsedFile | string {
  const name = path.relative(folder, file) || file;
  try {
    return parseFile(readFileSync(file, 'utf8'), name);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return /ENOENT/.test(message) ? `${name} does not exist` : message.replace(/\.$/, '');
  }
}
