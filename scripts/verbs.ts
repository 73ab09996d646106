import type { Command } from './command.ts';

/** Start-up pays only for the verb that is used. */
export const verbs = {
  demo: async () => (await import('./demo.ts')).demo as Command,
  init: async () => (await import('./init.ts')).init as Command,
  discover: async () => (await import('./discover.ts')).discover as Command,
  smoke: async () => {
    const asksOnly = process.argv.some((word) => ['--help', '--list-checks'].includes(word));
    if (!asksOnly) (await import('../smoke/playwright-process.ts')).startAhead(process.env);
    return (await import('./smoke.ts')).smoke as Command;
  },
  import: async () => (await import('./import.ts')).importing as Command,
  latency: async () => (await import('./latency.ts')).latency as Command,
  cost: async () => (await import('./cost.ts')).cost as Command,
  caching: async () => (await import('./caching.ts')).caching as Command,
  throttling: async () => (await import('./throttling.ts')).throttling as Command,
  compare: async () => (await import('./compare.ts')).compare as Command,
  report: async () => (await import('./report.ts')).report as Command,
  ci: async () => (await import('./ci.ts')).ci as Command,
  local: async () => (await import('./local.ts')).local as Command,
} as const satisfies Record<string, () => Promise<Command>>;
