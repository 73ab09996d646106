import { styleText } from 'node:util';
import { alsoHit, type Kind } from '../conformance/kinds.ts';
import type { Result } from '../conformance/result.ts';
import { plural } from '../statistics/figures.ts';
import type { SmokeDocument } from './documents.ts';
import { notesOf } from './notes.ts';
import { comparison, findings, kindsFound, tallied, tallyBy } from './outcomes.ts';
import { printable, shortened } from './printable.ts';

type Style = Parameters<typeof styleText>[0];
type Paint = (style: Style, text: string) => string;

const plain: Paint = (_, text) => text;
/** Whether to colour was decided by the caller; the stream at hand is not asked again. */
const coloured: Paint = (style, text) => styleText(style, text, { validateStream: false });

const most = { text: 600, kinds: 100, also: 12 };

/** The gate's findings, failures first, and one line that sums up each target. */
export function formatSmoke(document: SmokeDocument, { colour = false } = {}): string {
  const paint = colour ? coloured : plain;
  const found = kindsFound(document.results);
  const left = found.length - most.kinds;
  return [
    ...found.slice(0, most.kinds).map((kind) => finding(kind, paint)),
    ...(left > 0 ? [`… and ${left} more, in smoke.json\n`] : []),
    ...summary(document, paint),
  ].join('\n');
}

const marks = {
  error: { mark: '✕', style: 'red' },
  warning: { mark: '!', style: 'yellow' },
  note: { mark: 'i', style: 'cyan' },
} as const satisfies Record<Result['severity'], { mark: string; style: Style }>;

function finding(kind: Kind, paint: Paint): string {
  const { first: result } = kind;
  const { mark, style } = marks[result.severity];
  const title = `${result.route} → ${result.example} [${result.target}]`;
  const facts: (readonly [string, string | undefined])[] = [
    ...comparison(result),
    ['request id', result.requestId],
    ['likely', result.diagnosis],
    ['try', result.curl],
    ['also', alsoLines(kind)],
  ];
  return [
    paint([style, 'bold'], `${mark} ${printable(title)}`),
    `  ${printable(result.message ?? 'failed')} ${paint('dim', `(${printable(result.check)})`)}`,
    ...facts.flatMap(([name, value]) => (value === undefined ? [] : [fact(name, value, paint)])),
    '',
  ].join('\n');
}

/** Where the same cause shows, too. */
function alsoLines(kind: Kind): string | undefined {
  const lines = alsoHit(kind);
  const left = lines.length - most.also;
  if (lines.length === 0) return undefined;
  return [...lines.slice(0, most.also), ...(left > 0 ? [`… and ${plural(left, 'more route')}`] : [])].join(
    '\n',
  );
}

const nameWidth = 12;

/** A curl line is to be copied, so it's never shortened. */
function fact(name: string, value: string, paint: Paint): string {
  const whole = name === 'try' || name === 'also' ? value : shortened(value, most.text);
  const text = printable(whole, { lines: true }).replaceAll('\n', `\n${' '.repeat(nameWidth + 2)}`);
  return `  ${paint('dim', name.padEnd(nameWidth))}${text}`;
}

const verdictStyles = { pass: 'green', fail: 'red', inconclusive: 'yellow' } as const;

/** Reasons are about the findings, and said again only where there are none to see. */
function summary(document: SmokeDocument, paint: Paint): string[] {
  const { verdict, reasons, results } = document;
  const targets = tallyBy('target', results).map(
    ([target, counts]) => `${printable(target)}: ${tallied(counts)}`,
  );
  const said = findings(results).length > 0 ? [] : reasons.map((reason) => `  ${printable(reason)}`);
  return [
    [paint([verdictStyles[verdict], 'bold'], verdict), ...targets].join('  |  '),
    ...said,
    ...notesOf(document).flatMap(({ text, curl }) => [
      `  ${text}`,
      ...(curl === undefined ? [] : [`    ${curl}`]),
    ]),
  ];
}
