/** What a process of this tool says when it ends. People's pipelines depend on these numbers. */
export const exitCode = {
  pass: 0,
  /** The target broke a promise. */
  fail: 1,
  /** Usage, configuration, credentials, or a target that isn't there before the first exchange. */
  usage: 2,
  /** The measurement itself can't be trusted. */
  inconclusive: 3,
  interrupted: 130,
} as const satisfies Record<string, number>;

export type ExitCode = (typeof exitCode)[keyof typeof exitCode];
