import { STATUS_CODES } from 'node:http';
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
  unreadablePath: fault(400, 'Bad Request'),
  notFound: fault(404, 'Not Found'),
  forbidden: fault(403, 'Forbidden'),
  /** An identity source of a Lambda authorizer is missing, or its function says so. */
  unauthorized: fault(401, 'Unauthorized'),
  tokenMissing: fault(401, 'Unauthorized', [['www-authenticate', 'Bearer']]),
  throttled: fault(429, 'Too Many Requests'),
  bodyTooLarge: fault(413, 'Request Entity Too Large'),
  /** The function threw, timed out, may not be invoked or answered a wrong shape. */
  internal: fault(500, 'Internal Server Error'),
  integrationTimeout: fault(503, 'Service Unavailable'),
  /** An HTTP endpoint refuses the connection, or its name doesn't resolve. */
  unreachable: fault(503, 'Service Unavailable'),
} as const satisfies Record<string, Fault>;

/** What a request answers that is told to fail; nobody sees the answer of a dropped one. */
export function orderedFault(failure: 'drop' | number): Fault {
  const status = failure === 'drop' ? 500 : failure;
  return fault(status, STATUS_CODES[status] ?? '');
}

/** A token that isn't valid (AWS documentation, "Troubleshooting issues with HTTP API JWT authorizers"). */
export function tokenRefused(description: string): Fault {
  return fault(401, 'Unauthorized', [
    ['www-authenticate', `Bearer scope="" error="invalid_token" error_description="${description}"`],
  ]);
}

/** A valid token without any of the route's scopes. */
export function scopeMissing(scopes: readonly string[]): Fault {
  return fault(403, 'Forbidden', [
    ['www-authenticate', `Bearer scope="${scopes.join(' ')}" error="insufficient_scope"`],
  ]);
}
