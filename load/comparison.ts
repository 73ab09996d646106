import { sleep } from 'k6';
import { note } from './answer.ts';
import { currentScenario } from './execution.ts';
import { plan } from './planned.ts';
import { send } from './request.ts';
import { arrivalRequest, scheduleOptions } from './schedule.ts';

/** Two targets on one schedule: of each pair the one that a coin named goes first, the other half a period later. */
export const options = scheduleOptions();

const { gapSeconds = 0, first = [] } = plan.turns ?? {};

export function arrive(): void {
  const request = arrivalRequest();
  const goesFirst = first[currentScenario().iterationInTest % first.length];
  if (goesFirst !== Number(currentScenario().name)) sleep(gapSeconds);
  note(send(request), request);
}
