import type { Context } from './command.ts';

export interface Heard {
  readonly context: Context;
  /** What was said, as it came. */
  readonly said: { result: string; document: unknown; warnings: string[] };
}

/** What a verb that runs within a test is given: no AWS setting of the machine's is in reach, and what it says is kept. */
export function listening(cwd: string, env: Readonly<Record<string, string>> = {}): Heard {
  const said: Heard['said'] = { result: '', document: undefined, warnings: [] };
  const context: Context = {
    cwd,
    env: { AWS_CONFIG_FILE: '/dev/null', AWS_SHARED_CREDENTIALS_FILE: '/dev/null', ...env },
    signal: new AbortController().signal,
    onExit: () => undefined,
    out: {
      json: false,
      colour: false,
      columns: 100,
      progress: () => undefined,
      warn: (line) => said.warnings.push(line),
      result: (text) => {
        said.result = text;
      },
      document: (value) => {
        said.document = value;
      },
    },
  };
  return { context, said };
}

/** No option of every verb was typed. */
export const nothingTyped = { help: undefined, json: undefined, quiet: undefined, env: undefined } as const;
