import { note } from './answer.ts';
import { send } from './request.ts';
import { arrivalRequest, scheduleOptions } from './schedule.ts';

/** Requests on schedule, of whose answers the mark of the invocation and a warning are kept, to tell hits from misses. */
export const options = scheduleOptions();

export function arrive(): void {
  const request = arrivalRequest();
  note(send(request), request);
}
