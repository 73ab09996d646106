import { type DescribedCause, type DescribedCheck, families } from '../conformance/every-check.ts';
import { apiTypes } from '../contract/contract.ts';
import { textTable } from './terminal-table.ts';

/** The catalogue as a page of documentation, in Markdown. */
export function checksPage(checks: readonly DescribedCheck[]): string {
  return [
    '# What the gate checks',
    '',
    'Made from the catalogue itself by `npx gatewright smoke --list-checks --markdown`. A contract switches a check off, or changes',
    'its severity, with a reason that the report shows:',
    '',
    '```ts',
    "checks: { 'vary-origin': { severity: 'off', because: 'no cache stands between us and our clients' } },",
    '```',
    '',
    'A failed **error** fails the gate; a **warning** and a **note** are shown and do not.',
    ...Object.entries(families).flatMap(([family, title]) => {
      const members = checks.filter((check) => check.family === family);
      return members.length === 0 ? [] : ['', `## ${title}`, ...members.flatMap(entry)];
    }),
    '',
  ].join('\n');
}

function entry(check: DescribedCheck): string[] {
  const { id, title, severity, why, fix, source, causes } = check;
  return [
    '',
    `### ${id}`,
    `${title}. *${severity}${forWhom(check)}*`,
    '',
    why,
    '',
    ...causes.map(causeLine),
    `- Otherwise: ${fix}`,
    '',
    `Source: <${source}>`,
  ];
}

function causeLine({ id, cause, fix }: DescribedCause): string {
  if (cause === null) return `- \`${id}\`: told from the failure at hand.${fix === null ? '' : ` ${fix}`}`;
  return `- \`${id}\`: ${cause}${fix === null ? '' : ` ${fix}`}`;
}

/** Nothing where it is for both API types. */
function forWhom({ apiTypes: own }: DescribedCheck): string {
  if (own.length === apiTypes.length) return '';
  return own.includes('rest') ? ', REST APIs only' : ', HTTP APIs only';
}

/** The catalogue as a table for a terminal. */
export function formatChecks(checks: readonly DescribedCheck[]): string {
  const rows = checks.map((check) => [check.id, check.severity, check.apiTypes.join(', '), check.title]);
  return textTable(
    [{ title: 'check' }, { title: 'severity' }, { title: 'API' }, { title: 'what it asserts' }],
    rows,
  );
}
