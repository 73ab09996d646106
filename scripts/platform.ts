import { UsageError } from '../src/errors/usage-error.ts';

/** What needs named pipes, Unix sockets or process groups, and so a POSIX system. */
const posixVerbs: readonly string[] = ['latency', 'compare', 'caching', 'throttling', 'demo', 'local'];

interface Typed {
  readonly verb: string;
  /** After the verb. */
  readonly typed: readonly string[];
}

/**
 * On Windows load and the local gateway can't run; everything that only asks and computes does.
 * @throws UsageError where the verb, or `--local`, needs what Windows hasn't got.
 */
export function refuseOnWindows({ verb, typed }: Typed, platform: NodeJS.Platform): void {
  if (platform !== 'win32' || typed.includes('--help')) return;
  const local = typed.includes('--local');
  if (!local && !posixVerbs.includes(verb)) return;
  throw new UsageError(
    `On Windows, ${local ? 'the local gateway' : `gatewright ${verb}`} doesn't run: load and the local gateway need a POSIX system.`,
    [
      'Run it in WSL (https://learn.microsoft.com/windows/wsl/install), or in a Linux pipeline.',
      'What asks and computes works: init, discover, import, cost, report, ci. smoke against a deployed API is untried on Windows.',
    ],
  );
}
