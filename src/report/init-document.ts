import { printable } from './printable.ts';

/** What `init --json` prints. */
export interface InitDocument {
  readonly schemaVersion: 1;
  /** What the project and this machine hold, in words. */
  readonly found: readonly string[];
  readonly environments: readonly {
    readonly name: string;
    readonly region: string | null;
    readonly profile: string | null;
    readonly account: string | null;
    /** Names of stacks, and files that tell what was deployed. */
    readonly targets: readonly string[];
  }[];
  readonly wrote: readonly {
    /** From the project's root. */
    readonly file: string;
    /** What of it is new; `null`: the whole file. */
    readonly added: readonly string[] | null;
  }[];
  readonly kept: readonly { readonly file: string; readonly because: string }[];
  readonly notes: readonly string[];
  /** Commands to go on with. */
  readonly next: readonly string[];
}

/** `found … → wrote …`, and what to know and do. */
export function formatInit({ found, wrote, kept, notes, next }: InitDocument): string {
  const seen = found.length === 0 ? 'nothing that says what is deployed' : found.join(', ');
  const written = wrote.map(({ file, added }) => (added === null ? file : `${file} (${added.join(', ')})`));
  return [
    `found ${seen} → ${written.length === 0 ? 'nothing to write' : `wrote ${written.join(', ')}`}`,
    ...kept.map(({ file, because }) => `kept  ${file}: ${because}`),
    ...notes.map((note) => `note  ${note}`),
    ...next.map((command, index) => `${index === 0 ? 'next' : '    '}  ${command}`),
  ]
    .map((line) => printable(line))
    .join('\n');
}
