import { atLeast, between, fixed, type TerraformFunction } from './terraform-function.ts';
import { asList, asNumber, asText, isList, mapOf, toJson, type Value, ValueMistake } from './value.ts';

export const textFunctions: Readonly<Record<string, TerraformFunction>> = {
  chomp: fixed(1, ([text]) => asText(text).replace(/(\r?\n)+$/, '')),
  endswith: fixed(2, ([text, end]) => asText(text).endsWith(asText(end))),
  format: atLeast(1, ([spec, ...values]) => format(asText(spec), values)),
  formatlist: atLeast(1, ([spec, ...values]) => {
    const length = Math.max(1, ...values.map((value) => (isList(value) ? value.length : 1)));
    return Array.from({ length }, (_, at) =>
      format(
        asText(spec),
        values.map((value) => (isList(value) ? (value[at] ?? null) : value)),
      ),
    );
  }),
  indent: fixed(2, ([spaces, text]) => asText(text).replaceAll('\n', `\n${' '.repeat(asNumber(spaces))}`)),
  join: atLeast(1, ([separator, ...lists]) => lists.flatMap(asList).map(asText).join(asText(separator))),
  lower: fixed(1, ([text]) => asText(text).toLowerCase()),
  regex: fixed(2, ([pattern, text]) => {
    const found = regex(pattern).exec(asText(text));
    if (found === null)
      throw new ValueMistake(`${asText(pattern)} matches nothing in ${JSON.stringify(asText(text))}`);
    return captures(found);
  }),
  regexall: fixed(2, ([pattern, text]) => [...asText(text).matchAll(regex(pattern, 'g'))].map(captures)),
  replace: fixed(3, ([text, wanted, replacement]) => {
    const pattern = /^\/(.*)\/$/s.exec(asText(wanted))?.[1];
    if (pattern === undefined) return asText(text).replaceAll(asText(wanted), () => asText(replacement));
    const target = asText(replacement).replace(/\$\{?(\w+)\}?/g, (_whole, name: string) =>
      /^\d+$/.test(name) ? `$${name}` : `$<${name}>`,
    );
    return asText(text).replace(regex(pattern, 'g'), target);
  }),
  split: fixed(2, ([separator, text]) => asText(text).split(asText(separator))),
  startswith: fixed(2, ([text, start]) => asText(text).startsWith(asText(start))),
  strcontains: fixed(2, ([text, part]) => asText(text).includes(asText(part))),
  strrev: fixed(1, ([text]) => [...asText(text)].reverse().join('')),
  substr: fixed(3, ([text, offset, length]) => {
    const characters = [...asText(text)];
    const from = asNumber(offset) < 0 ? characters.length + asNumber(offset) : asNumber(offset);
    const count = asNumber(length);
    return characters.slice(from, count < 0 ? undefined : from + count).join('');
  }),
  title: fixed(1, ([text]) => asText(text).replace(/(^|\s)\S/g, (start) => start.toUpperCase())),
  trim: fixed(2, ([text, cut]) => {
    const set = new Set(asText(cut));
    const characters = [...asText(text)];
    while (characters.length > 0 && set.has(characters[0] as string)) characters.shift();
    while (characters.length > 0 && set.has(characters.at(-1) as string)) characters.pop();
    return characters.join('');
  }),
  trimprefix: fixed(2, ([text, prefix]) =>
    asText(text).startsWith(asText(prefix)) ? asText(text).slice(asText(prefix).length) : asText(text),
  ),
  trimsuffix: fixed(2, ([text, suffix]) =>
    asText(text).endsWith(asText(suffix))
      ? asText(text).slice(0, asText(text).length - asText(suffix).length)
      : asText(text),
  ),
  trimspace: fixed(1, ([text]) => asText(text).trim()),
  upper: fixed(1, ([text]) => asText(text).toUpperCase()),
  formatdate: fixed(2, ([spec, time]) => formatDate(asText(spec), asText(time))),
  timestamp: between(0, 0, () => `${new Date().toISOString().slice(0, 19)}Z`),
  plantimestamp: between(0, 0, () => `${new Date().toISOString().slice(0, 19)}Z`),
};

/** RE2 spells named groups `(?P<name>…)`. */
function regex(pattern: Value, flags = ''): RegExp {
  try {
    return new RegExp(asText(pattern).replaceAll('(?P<', '(?<'), `${flags}u`);
  } catch {
    throw new ValueMistake(`${asText(pattern)} isn't a regular expression that is understood here`);
  }
}

function captures(found: RegExpExecArray): Value {
  if (found.groups !== undefined)
    return mapOf(Object.entries(found.groups).map(([name, text]) => [name, text ?? null]));
  return found.length === 1 ? found[0] : found.slice(1).map((text) => text ?? null);
}

const verb = /%(?:%|([-+ 0#]*)(\d+)?(?:\.(\d+))?(?:\[(\d+)\])?([a-zA-Z]))/g;

/** Go's verbs, as far as Terraform documents them for `format`. */
function format(spec: string, values: readonly Value[]): string {
  let next = 0;
  return spec.replace(verb, (...match: (string | undefined)[]) => {
    const [whole = '', flags = '', width, precision, position, letter] = match;
    if (whole === '%%') return '%';
    if (position !== undefined) next = Number(position) - 1;
    if (next >= values.length) throw new ValueMistake(`${whole} has no argument`);
    const value = values[next] ?? null;
    next += 1;
    return padded(written(value, letter ?? 's', { flags, precision }), { flags, width });
  });
}

function written(
  value: Value,
  letter: string,
  { flags, precision }: { flags: string; precision: string | undefined },
): string {
  const signed = (text: string) => (flags.includes('+') && !text.startsWith('-') ? `+${text}` : text);
  const digits = Number(precision ?? 6);
  switch (letter) {
    case 's':
      return precision === undefined ? asText(value) : asText(value).slice(0, Number(precision));
    case 'v':
      return typeof value === 'object' ? toJson(value) : String(value);
    case 'q':
      return JSON.stringify(asText(value));
    case 't':
      return asText(value);
    case 'd':
      return signed(String(Math.trunc(asNumber(value))));
    case 'x':
    case 'X': {
      const hex = typeof value === 'number' ? value.toString(16) : Buffer.from(asText(value)).toString('hex');
      return letter === 'X' ? hex.toUpperCase() : hex;
    }
    case 'b':
      return asNumber(value).toString(2);
    case 'o':
      return asNumber(value).toString(8);
    case 'f':
      return signed(asNumber(value).toFixed(digits));
    case 'e':
      return signed(asNumber(value).toExponential(digits));
    case 'g':
      return signed(String(asNumber(value)));
    default:
      throw new ValueMistake(`the verb %${letter} is not known`);
  }
}

function padded(text: string, { flags, width }: { flags: string; width: string | undefined }): string {
  const to = Number(width ?? 0);
  if (flags.includes('-')) return text.padEnd(to);
  if (!flags.includes('0')) return text.padStart(to);
  const sign = /^[+-]/.exec(text)?.[0] ?? '';
  return sign + text.slice(sign.length).padStart(to - sign.length, '0');
}

const months = 'January February March April May June July August September October November December'.split(
  ' ',
);
const days = 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday'.split(' ');

function formatDate(spec: string, time: string): string {
  const date = new Date(time);
  if (Number.isNaN(date.getTime()))
    throw new ValueMistake(`${JSON.stringify(time)} isn't a time as in RFC 3339`);
  const two = (number: number) => String(number).padStart(2, '0');
  const [month, day] = [months[date.getUTCMonth()] ?? '', days[date.getUTCDay()] ?? ''];
  const parts: Readonly<Record<string, string>> = {
    YYYY: String(date.getUTCFullYear()),
    YY: String(date.getUTCFullYear()).slice(-2),
    MMMM: month,
    MMM: month.slice(0, 3),
    MM: two(date.getUTCMonth() + 1),
    M: String(date.getUTCMonth() + 1),
    DD: two(date.getUTCDate()),
    D: String(date.getUTCDate()),
    EEEE: day,
    EEE: day.slice(0, 3),
    hh: two(date.getUTCHours()),
    h: String(date.getUTCHours()),
    mm: two(date.getUTCMinutes()),
    m: String(date.getUTCMinutes()),
    ss: two(date.getUTCSeconds()),
    s: String(date.getUTCSeconds()),
    ZZZZZ: '+00:00',
    ZZZZ: '+0000',
    ZZZ: 'UTC',
    Z: 'Z',
  };
  return spec.replace(
    /'([^']*)'|([A-Za-z])\2*/g,
    (whole, quoted: string | undefined) => quoted ?? parts[whole] ?? whole,
  );
}
