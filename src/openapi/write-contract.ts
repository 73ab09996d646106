import type { Example } from '../contract/contract.ts';
import type { JsonSchema } from '../contract/json.ts';
import type { Imported } from './imported.ts';
import { literal, type Writing } from './literal.ts';

/**
 * A contract as a TypeScript file: each named schema once, what a person has to decide as TODO, and examples that
 * would change something as comments.
 * @param source what it was made of, in a person's words: `openapi.yaml`; `null` for a skeleton made of nothing.
 */
export function writeContract({ contract, remarks, named, notes }: Imported, source: string | null): string {
  const taken = new Set(['defineContract', 'JsonSchema', identifier(contract.name)]);
  const names = new Map<JsonSchema, string>();
  for (const [name, schema] of used(named, contract)) names.set(schema, freeIdentifier(name, taken));
  const writing: Writing = { names, remarksAt: (path) => remarksAt(path, remarks) };
  const schemas = [...names].map(
    ([schema, name]) =>
      `const ${name} = ${literal(schema, { ...writing, except: schema })} as const satisfies JsonSchema;\n`,
  );
  return [
    ...(schemas.length === 0 ? [] : ["import type { JsonSchema } from 'gatewright';"]),
    "import { defineContract } from 'gatewright';",
    '',
    ...schemas,
    `/** ${source === null ? 'No definition here tells its routes.' : `Imported from ${oneLine(source)}.`}${notes.length === 0 ? '' : ' What could not be taken over stands at the end.'} */`,
    `export const ${identifier(contract.name)} = defineContract(${literal(contract, writing)});`,
    ...(notes.length === 0
      ? []
      : [
          '',
          '// TODO: not taken over:',
          ...notes.map(({ place, message }) => `// ${oneLine(place)}: ${oneLine(message)}`),
        ]),
    '',
  ].join('\n');
}

function remarksAt(path: readonly string[], remarks: Imported['remarks']): readonly string[] {
  if (path.length === 2 && path[0] === 'routes') {
    return (remarks.get(path[1] ?? '')?.todos ?? []).map((todo) => `TODO: ${oneLine(todo)}`);
  }
  if (path.length !== 3 || path[2] !== 'examples') return [];
  const suggested = remarks.get(path[1] ?? '')?.suggested ?? null;
  return suggested === null ? [] : written(suggested.title, suggested.example);
}

function written(title: string, example: Example): string[] {
  const plain: Writing = { names: new Map(), remarksAt: () => [] };
  const text = literal({ [title]: example }, plain);
  return [`examples: ${text},`].flatMap((line) => line.split('\n'));
}

/** The named schemas that the contract holds, each behind those that it is made of. */
function used(named: Imported['named'], contract: unknown): [string, JsonSchema][] {
  const byObject = new Map([...named].map(([name, schema]) => [schema, name]));
  const ordered = new Map<JsonSchema, string>();
  const seen = new Set<unknown>();
  const look = (value: unknown) => {
    if (typeof value !== 'object' || value === null || seen.has(value)) return;
    seen.add(value);
    for (const one of Object.values(value)) look(one);
    const name = byObject.get(value as JsonSchema);
    if (name !== undefined) ordered.set(value as JsonSchema, name);
  };
  look(contract);
  return [...ordered].map(([schema, name]) => [name, schema]);
}

function freeIdentifier(name: string, taken: Set<string>): string {
  const plain = identifier(name);
  let free = plain;
  for (let count = 2; taken.has(free); count++) free = `${plain}${count}`;
  taken.add(free);
  return free;
}

const reserved =
  'break case catch class const continue debugger default delete do else enum export extends false finally for function if implements import in instanceof interface let new null package private protected public return static super switch this throw true try typeof var void while with yield await async of arguments eval undefined NaN Infinity Object Array String Number Boolean Symbol Error Date Map Set Promise'.split(
    ' ',
  );

/** `my-api` → `myApi`: fit for a constant. */
export function identifier(name: string): string {
  const words = name.split(/[^A-Za-z\d]+/).filter(Boolean);
  const joined = words
    .map((word, index) => (index === 0 ? lowered(word) : `${word[0]?.toUpperCase()}${word.slice(1)}`))
    .join('');
  if (!/^[A-Za-z]/.test(joined)) return `schema${joined}`;
  return reserved.includes(joined) ? `${joined}Schema` : joined;
}

/** `HTTPError` → `httpError`, `User` → `user`. */
function lowered(word: string): string {
  return word.replace(/^[A-Z]+(?=[A-Z][a-z])|^[A-Z]+/, (capitals) => capitals.toLowerCase());
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').replaceAll('*/', '* /');
}
