/** `error` fails the gate; `warning` and `note` are shown and don't. */
export type Severity = 'error' | 'warning' | 'note';

/** What one check says of one exchange: an entry of the smoke document's `results`. */
export interface Result {
  /** Stable id of the check, as lint rules have. */
  readonly check: string;
  readonly severity: Severity;
  readonly target: string;
  readonly route: string;
  readonly example: string;
  readonly outcome: 'pass' | 'fail' | 'skip';
  /** What was expected and what came, in one sentence; always there for a failure, and the reason of a skip. */
  readonly message?: string;
  /** The likely cause and its fix. */
  readonly diagnosis?: string;
  /** The gateway's request id, to look up in its logs. */
  readonly requestId?: string;
  /** JSON pointer into the body, or header name, where the promise broke. */
  readonly pointer?: string;
  readonly expected?: string;
  readonly received?: string;
  /** A line for a shell that makes the exchange again; secrets stand as `$VARIABLE`. */
  readonly curl?: string;
  /** Id of the exchange that was judged; not there for a finding about the target as a whole. */
  readonly exchange?: string;
}
