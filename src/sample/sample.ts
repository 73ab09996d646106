/** A request as the generator's output tells of it. Times are whole microseconds. */
export interface ObservedRequest {
  /** Index into the plan's series. */
  readonly series: number;
  /** Index into the plan's targets. */
  readonly target: number;
  /** How many iterations of the target had started before; drops don't count. */
  readonly iteration: number;
  /** Epoch milliseconds, cut to a whole one. */
  readonly scheduleStartMs: number;
  /** When k6 began with it, since the epoch: before it waited for a connection. */
  readonly startUs: number;
  /** Since the epoch. */
  readonly endUs: number;
  /** Sending, waiting and receiving: from a connection that is there to the last byte. */
  readonly serviceUs: number;
  /** Waiting for a connection; opening one (DNS, TCP, TLS) is in it. */
  readonly blockedUs: number;
  readonly connectingUs: number;
  readonly tlsUs: number;
  /** To the first byte. */
  readonly waitingUs: number;
  /** 0 where nothing came back. */
  readonly status: number;
  /** k6's number for what went wrong, or an empty text: https://grafana.com/docs/k6/latest/javascript-api/error-codes/ */
  readonly errorCode: string;
  /** Another status than the plan expects, or no answer. */
  readonly failed: boolean;
}

/** A request and where it stood in the schedule. */
export interface Sample {
  readonly request: ObservedRequest;
  /** Number of the arrival in its target's schedule, drops counted: from 0 for the first measured one, negative in the warm-up. */
  readonly arrival: number;
  /** Since the epoch. */
  readonly intendedStartUs: number;
  /** From the first measured arrival that the schedule intended to this one. */
  readonly sinceStartUs: number;
}
