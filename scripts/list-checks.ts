import { everyCheck } from '../src/conformance/every-check.ts';
import { type ExitCode, exitCode } from '../src/errors/exit-code.ts';
import { checksPage, formatChecks } from '../src/report/checks-page.ts';
import type { Context, OptionSpecs, Values } from './command.ts';

export const listChecksOptions = {
  'list-checks': { type: 'boolean', about: 'print what is checked, and send nothing' },
  markdown: { type: 'boolean', about: 'with --list-checks: as the page of documentation that it is' },
} as const satisfies OptionSpecs;

/** The catalogue, as a table, a page or a document. */
export function listChecks(
  { markdown = false }: Values<typeof listChecksOptions>,
  { out }: Context,
): ExitCode {
  const checks = everyCheck();
  out.document({ schemaVersion: 1, checks });
  out.result(markdown ? checksPage(checks).trimEnd() : formatChecks(checks));
  return exitCode.pass;
}
