/** How a k6 process ended. Only `completed` says that everything that was planned was also sent. */
export type GeneratorEnd =
  | { readonly kind: 'completed' }
  /** Sent as planned; a threshold of k6's own was crossed. */
  | { readonly kind: 'thresholds' }
  /** By a person or by whoever owns the signal; what was measured until then is there. */
  | { readonly kind: 'interrupted' }
  | GeneratorFailure;

export type GeneratorFailure =
  | { readonly kind: 'script-error'; readonly exitCode: number; readonly message: string }
  | { readonly kind: 'bad-configuration'; readonly exitCode: number; readonly message: string }
  /** The script itself ended the run: `exec.test.abort()` or `exec.test.fail()`. */
  | { readonly kind: 'aborted'; readonly exitCode: number; readonly message: string }
  | { readonly kind: 'killed-by-watchdog'; readonly exitCode: null; readonly message: string }
  | { readonly kind: 'failed'; readonly exitCode: number | null; readonly message: string };

/** What is known of a k6 process that is gone. */
export interface Exit {
  readonly exitCode: number | null;
  readonly signal: string | null;
  /** The last error that k6 wrote, or an empty text. */
  readonly lastError: string;
}

/**
 * What k6's exit code means. 0 is no proof that anything was sent: exceptions inside iterations, refused
 * requests and thresholds without samples end with 0 as well, so the samples have to be looked at.
 * Codes: https://grafana.com/docs/k6/latest/ and errext/exitcodes of k6's source.
 */
export function endOf({ exitCode, signal, lastError }: Exit): GeneratorEnd {
  const message = lastError === '' ? 'it gave no reason' : lastError;
  switch (exitCode) {
    case 0:
      return { kind: 'completed' };
    case 99:
      return { kind: 'thresholds' };
    case 105:
      return { kind: 'interrupted' };
    case 104:
      return { kind: 'bad-configuration', exitCode, message };
    case 107:
      return { kind: 'script-error', exitCode, message };
    case 108:
    case 110:
      return { kind: 'aborted', exitCode, message };
    case 100:
    case 101:
      return {
        kind: 'failed',
        exitCode,
        message: `setup() or teardown() of the script took too long: ${message}`,
      };
    case null:
      return {
        kind: 'failed',
        exitCode,
        message: `k6 was killed by ${signal}${signal === 'SIGKILL' ? ', as a system does that runs out of memory' : ''}${lastError && `: ${lastError}`}`,
      };
    default:
      return { kind: 'failed', exitCode, message: killedBy(exitCode) ?? message };
  }
}

/** What a shell or a container around k6 makes of a signal: 128 and its number. */
function killedBy(exitCode: number): string | null {
  if (exitCode === 137) return 'it was killed, as a system does that runs out of memory';
  return exitCode === 143 ? 'it was told to end (SIGTERM)' : null;
}
