/** How a value is written. */
export interface Writing {
  /** Objects that stand under a name of their own. */
  readonly names: ReadonlyMap<unknown, string>;
  /** The one that is just being given its name. */
  readonly except?: unknown;
  /** Comment lines before the member at this path. */
  remarksAt(path: readonly string[]): readonly string[];
}

const widest = 100;

/** A JSON value as a literal of TypeScript: two spaces, single quotes, a line where it fits. */
export function literal(value: unknown, writing: Writing, path: readonly string[] = []): string {
  const name = value === writing.except ? undefined : writing.names.get(value);
  if (name !== undefined) return name;
  if (typeof value === 'string') return quoted(value);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  return Array.isArray(value) ? list(value, writing, path) : object(value, writing, path);
}

function list(values: readonly unknown[], writing: Writing, path: readonly string[]): string {
  const items = values.map((one, index) => literal(one, writing, [...path, String(index)]));
  const line = `[${items.join(', ')}]`;
  if (fits(line, path)) return line;
  return `[\n${items.map((item) => `${indented(item)},\n`).join('')}]`;
}

function object(value: object, writing: Writing, path: readonly string[]): string {
  const members = Object.entries(value).map(([key, one]) => {
    const at = [...path, key];
    return { key, text: literal(one, writing, at), remarks: writing.remarksAt(at) };
  });
  if (members.length === 0) return '{}';
  const line = `{ ${members.map(({ key, text }) => `${keyOf(key)}: ${text}`).join(', ')} }`;
  const short =
    members.length <= 4 && path.length > 1 && members.every(({ remarks }) => remarks.length === 0);
  if (short && fits(line, path)) return line;
  const lines = members.map(({ key, text, remarks }) => {
    const comments = remarks.map((remark) => `${`// ${remark}`.trimEnd()}\n`).join('');
    return indented(`${comments}${keyOf(key)}: ${text},\n`);
  });
  return `{\n${lines.join('')}}`;
}

/** As deep as it stands, with its key before it. */
function fits(line: string, path: readonly string[]): boolean {
  const before = path.length * 2 + (path.at(-1)?.length ?? 0) + 6;
  return !line.includes('\n') && before + line.length <= widest;
}

function indented(text: string): string {
  return text.replaceAll(/^(?=.)/gm, '  ');
}

function keyOf(key: string): string {
  return /^[A-Za-z_$][\w$]*$|^(0|[1-9]\d*)$/.test(key) && key !== '__proto__' ? key : quoted(key);
}

/** Line ends are escaped, so that what is indented is never a text. */
function quoted(text: string): string {
  const json = JSON.stringify(text)
    .slice(1, -1)
    .replaceAll('\u2028', '\\u2028')
    .replaceAll('\u2029', '\\u2029');
  const double = json.replaceAll('\\"', '"');
  const count = (mark: string) => text.split(mark).length - 1;
  return count("'") > count('"') ? `"${json}"` : `'${double.replaceAll("'", "\\'")}'`;
}
