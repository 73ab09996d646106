import type { HeaderLine } from '../call.ts';

/** Something that goes wrong before or instead of an integration's answer. */
export interface Fault {
  readonly status: number;
  readonly message: string;
  readonly headers: readonly HeaderLine[];
}

function fault(status: number, message: string, headers: readonly HeaderLine[] = []): Fault {
  return { status, message, headers };
}

/** What HTTP APIs answer by themselves; there are no gateway responses to customise it. */
export const faults = {
  notFound: fault(404, 'Not Found'),
  forbidden: fault(403, 'Forbidden'),
  tokenMissing: fault(401, 'Unauthorized', [['www-authenticate', 'Bearer']]),
  bodyTooLarge: fault(413, 'Request Entity Too Large'),
  /** The function threw, timed out, may not be invoked or answered a wrong shape. */
  internal: fault(500, 'Internal Server Error'),
  integrationTimeout: fault(503, 'Service Unavailable'),
} as const satisfies Record<string, Fault>;
