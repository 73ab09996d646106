import { note } from '../../load/answer.ts';
import { send } from '../../load/request.ts';
import { arrivalRequest, scheduleOptions } from '../../load/schedule.ts';

/** load/latency.ts in a closed loop: as fast as k6 and the target can. */
export const options = {
  ...scheduleOptions(),
  scenarios: { 0: { executor: 'constant-vus', vus: 20, duration: '5s', exec: 'arrive' } },
};

export function arrive(): void {
  const request = arrivalRequest();
  note(send(request), request);
}
