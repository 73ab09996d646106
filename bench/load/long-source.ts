import { longPlan, mixture } from './long-plan.ts';
import { beginning, firstIteration, turnOf, written } from './written-by-k6.ts';

/** Writes as many turns of the plan as it is told to standard output, as k6 would write them. */
const turns = Number(process.argv[2]);
const scheduleStartMs = 1_795_416_634_002;
const startUs = (scheduleStartMs + firstIteration) * 1000;
const size = longPlan.targets[0]?.order.length ?? 0;
const turn = turnOf(mixture);

process.stdout.write(beginning(scheduleStartMs));
for (let number = 0; number < turns; number++) {
  if (process.stdout.write(written(turn, number, { startUs, size }))) continue;
  await new Promise((resolve) => process.stdout.once('drain', resolve));
}
