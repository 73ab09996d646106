import { plural } from '../statistics/figures.ts';
import type { ImportDocument } from './documents.ts';
import { printable } from './printable.ts';

const mostShown = 20;

/** What was written, what could not be taken over, and what to do next. */
export function formatImport({ contracts }: ImportDocument): string {
  const [first] = contracts;
  return [
    ...contracts.flatMap(({ file, routes, examples, todos, leftOut }) => [
      `${printable(file)}: ${plural(routes, 'route')}, ${plural(examples, 'example')}, ${plural(todos, 'TODO')}`,
      ...(leftOut.length === 0 ? [] : ['  not taken over:']),
      ...leftOut
        .slice(0, mostShown)
        .map(({ place, message }) => `    ${printable(place)}: ${printable(message)}`),
      ...(leftOut.length > mostShown
        ? [`    … and ${leftOut.length - mostShown} more, at the end of the file`]
        : []),
    ]),
    ...(first === undefined
      ? []
      : [`Decide what its TODOs ask, then: npx gatewright smoke --contract ${first.name}`]),
  ].join('\n');
}
