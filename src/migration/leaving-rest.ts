import type { Finding, Known } from './move.ts';
import { access } from './rest/access.ts';
import { backends } from './rest/backends.ts';
import { delivery } from './rest/delivery.ts';
import { monitoring } from './rest/monitoring.ts';

/** What of a REST API in use an HTTP API lacks; what couldn't be read is no finding. */
export function leavingRest(known: Known): Finding[] {
  return [access, delivery, backends, monitoring].flat().flatMap((rule) => rule(known));
}
