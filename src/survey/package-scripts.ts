import { fieldsOf, isFields, withoutMark } from './structured-text.ts';

export interface ScriptsAdded {
  /** `null`: nothing to write. */
  readonly text: string | null;
  readonly added: readonly string[];
  /** Names that are somebody else's. */
  readonly taken: readonly string[];
}

/**
 * package.json with these scripts, where their names are free: everything else stays as it is written, byte for byte.
 * The text has to be JSON.
 */
export function withScripts(text: string, scripts: { readonly [name: string]: string }): ScriptsAdded {
  const { scripts: there } = fieldsOf(JSON.parse(withoutMark(text)));
  if (there !== undefined && !isFields(there)) return { text: null, added: [], taken: Object.keys(scripts) };
  const own = fieldsOf(there);
  const names = Object.keys(scripts).filter((name) => own[name] === undefined);
  const taken = Object.keys(scripts).filter((name) => own[name] !== undefined && own[name] !== scripts[name]);
  if (names.length === 0) return { text: null, added: [], taken };
  const added = names.map((name): [string, string] => [name, scripts[name] ?? '']);
  return { text: inserted(text, added, Object.keys(own).length === 0), added: names, taken };
}

function inserted(text: string, added: readonly (readonly [string, string])[], first: boolean): string {
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const indent = /\n([ \t]+)"/.exec(text)?.[1] ?? '  ';
  const members = added.map(([name, command]) => `${JSON.stringify(name)}: ${JSON.stringify(command)}`);
  const at = scriptsObject(text);
  if (at === null) {
    const end = text.lastIndexOf('}');
    const before = text.slice(0, end).trimEnd();
    const lines = members.map((member) => `${indent}${indent}${member}`).join(`,${newline}`);
    const block = `${indent}"scripts": {${newline}${lines}${newline}${indent}}${newline}`;
    return `${before}${before.endsWith('{') ? '' : ','}${newline}${block}${text.slice(end)}`;
  }
  const inside = text.slice(at.open + 1, at.close);
  const before = `${text.slice(0, at.open + 1)}${inside.trimEnd()}`;
  if (!inside.includes('\n') && !first) {
    return `${before}, ${members.join(', ')}${inside.slice(inside.trimEnd().length)}${text.slice(at.close)}`;
  }
  const deep = /\n([ \t]+)"/.exec(inside)?.[1] ?? indent + indent;
  const lines = members.map((member) => `${deep}${member}`).join(`,${newline}`);
  return `${before}${first ? '' : ','}${newline}${lines}${newline}${deep.slice(0, deep.length - indent.length)}${text.slice(at.close)}`;
}

/** Where the braces of the top-level "scripts" stand; strings are passed over whole. */
function scriptsObject(text: string): { readonly open: number; readonly close: number } | null {
  let depth = 0;
  let open: number | null = null;
  for (const token of text.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\]]/g)) {
    const [word] = token;
    if (depth === 1 && word === '"scripts"' && /^\s*:\s*\{/.test(text.slice(token.index + word.length))) {
      open = text.indexOf('{', token.index + word.length);
    }
    if (word === '{' || word === '[') depth += 1;
    if (word === '}' || word === ']') {
      depth -= 1;
      if (open !== null && depth === 1 && token.index > open) return { open, close: token.index };
    }
  }
  return null;
}
