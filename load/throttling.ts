import { note } from './answer.ts';
import { send } from './request.ts';
import { arrivalRequest, scheduleOptions } from './schedule.ts';

/** Requests on schedule, in phases around the promised rate; refusals are told apart and are no errors. */
export const options = scheduleOptions();

export function arrive(): void {
  const request = arrivalRequest();
  note(send(request), request);
}
