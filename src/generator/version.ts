import { lastLine, runBounded } from './bounded-command.ts';
import { generatorEnvironment } from './environment.ts';

/** k6 1.0 is the first with TypeScript and with promises about its options. */
const oldestMajor = 1;
const answerWithinMs = 10_000;

export type Candidate =
  | { readonly usable: true; readonly version: string }
  | { readonly usable: false; readonly reason: string };

/** The version in what `k6 version` prints: `k6 v2.2.0 (go1.26.8, linux/amd64)`. */
export function parseVersion(output: string): string | undefined {
  return /^k6(?:\.exe)? v(\d+\.\d+\.\d+\S*)/m.exec(output)?.[1];
}

/**
 * Asks a program whether it is a k6 that can be used; it gets ten seconds to say so.
 * @throws the signal's reason when it is aborted.
 */
export async function askVersion(path: string, signal?: AbortSignal): Promise<Candidate> {
  const env = generatorEnvironment({});
  const end = await runBounded({ path, args: ['version'], env, timeoutMs: answerWithinMs, signal });
  switch (end.kind) {
    case 'not-started':
      return { usable: false, reason: `can't be started (${end.reason})` };
    case 'timed-out':
      return { usable: false, reason: `doesn't answer "k6 version" within ${end.afterMs / 1000} s` };
    case 'killed':
      return { usable: false, reason: `"k6 version" was killed by ${end.signal}` };
    case 'exited':
      return end.exitCode === 0 ? judgeVersion(end.output) : failedToAnswer(end.exitCode, end.errors);
  }
}

function failedToAnswer(exitCode: number, errors: string): Candidate {
  const said = lastLine(errors).slice(0, 200);
  return { usable: false, reason: `"k6 version" ends with ${exitCode}${said === '' ? '' : `: ${said}`}` };
}

function judgeVersion(output: string): Candidate {
  const version = parseVersion(output);
  if (version === undefined) {
    const said = lastLine(output).slice(0, 80);
    return { usable: false, reason: `isn't k6: it says ${said === '' ? 'nothing' : JSON.stringify(said)}` };
  }
  return Number.parseInt(version, 10) < oldestMajor
    ? { usable: false, reason: `is k6 v${version}, older than v${oldestMajor}.0` }
    : { usable: true, version };
}
