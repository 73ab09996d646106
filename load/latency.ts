import { note } from './answer.ts';
import { send } from './request.ts';
import { arrivalRequest, scheduleOptions } from './schedule.ts';

/** What clients wait for: requests on schedule, no body read. */
export const options = scheduleOptions();

export function arrive(): void {
  const request = arrivalRequest();
  note(send(request), request);
}
