import { alsoHit, type Kind } from '../conformance/kinds.ts';
import type { Result } from '../conformance/result.ts';
import { plural } from '../statistics/figures.ts';
import type { Judgement } from '../verdict/verdict.ts';
import type { SmokeDocument } from './documents.ts';
import { kindsFound } from './outcomes.ts';
import { capitalised, printable, shortened } from './printable.ts';

/** Where a promise stands in the repository. */
export interface Place {
  /** From the repository's root, with slashes. */
  readonly file: string;
  /** Counted from 1. */
  readonly line?: number;
}

const commands = { error: 'error', warning: 'warning', note: 'notice' } as const satisfies Record<
  Result['severity'],
  string
>;

/**
 * GitHub shows ten errors, ten warnings and ten notices a step.
 * https://docs.github.com/en/actions/reference/limits
 */
const most = { each: 10, text: 1_500 };

/**
 * The gate's findings as workflow commands, which GitHub shows on the run's page and beside the contract's line; one a cause.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
 */
export function formatAnnotations(
  document: SmokeDocument,
  placeOf: (result: Result) => Place | null = () => null,
): string[] {
  const found = kindsFound(document.results);
  return (['error', 'warning', 'note'] as const).flatMap((severity) => {
    const kinds = found.filter(({ first }) => first.severity === severity);
    const fitting = kinds.length > most.each ? most.each - 1 : kinds.length;
    const left = kinds.length - fitting;
    return [
      ...kinds.slice(0, fitting).map((kind) => annotation(kind, placeOf(kind.first))),
      ...(left > 0
        ? [
            command(
              commands[severity],
              {},
              `${plural(left, 'more finding')}, in the summary and in smoke.json`,
            ),
          ]
        : []),
    ];
  });
}

/** A measurement's verdict as one workflow command; `null` for a pass. */
export function formatJudgement({ verdict, reasons }: Judgement, runId: string): string | null {
  if (verdict === 'pass') return null;
  const title = `gatewright ${verdict}: ${runId}`;
  const lines = (reasons.length === 0 ? [verdict] : reasons).map((line) =>
    printable(shortened(line, most.text)),
  );
  return command(verdict === 'fail' ? 'error' : 'warning', { title }, lines.join('\n'));
}

function annotation(kind: Kind, place: Place | null): string {
  const { check, severity, route, example, target, message, diagnosis, requestId, curl } = kind.first;
  const also = alsoHit(kind);
  const lines = [
    `${capitalised(message ?? 'failed')} (${check})`,
    `${route} → ${example} [${target}]`,
    ...(diagnosis === undefined ? [] : [`Likely: ${diagnosis}`]),
    ...(requestId === undefined ? [] : [`Request id: ${requestId}`]),
    ...(also.length === 0 ? [] : [`Also: ${also.join(', ')}`]),
  ].map((line) => shortened(line, most.text));
  const where =
    place === null
      ? {}
      : { file: place.file, ...(place.line === undefined ? {} : { line: String(place.line) }) };
  return command(
    commands[severity],
    { ...where, title: shortened(`${route} [${target}]`, 200) },
    [...lines, ...(curl === undefined ? [] : [`Try: ${shortened(curl, most.text)}`])]
      .map((line) => printable(line))
      .join('\n'),
  );
}

function command(name: string, properties: { readonly [name: string]: string }, message: string): string {
  const told = Object.entries(properties).map(([key, value]) => `${key}=${property(printable(value))}`);
  return `::${name}${told.length === 0 ? '' : ` ${told.join(',')}`}::${data(message)}`;
}

/** As the runner reads them back: a line break would end the command, and what follows might be another. */
function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
