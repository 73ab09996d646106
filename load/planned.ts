import { SharedArray } from 'k6/data';
import type { ScenarioPlan } from './plan.ts';

const readPlan = (): ScenarioPlan => JSON.parse(open(__ENV.GATEWRIGHT_PLAN ?? 'plan.json'));

/** Of all targets, one behind the other. Shared: a copy in each virtual user would take seconds to start and half of the memory. */
export const order = new SharedArray('order', () => readPlan().targets.flatMap((target) => target.order));

/** Without the orders. */
export const plan = new SharedArray('plan', () => [withoutOrders(readPlan())])[0] as ScenarioPlan;

function withoutOrders(whole: ScenarioPlan): ScenarioPlan {
  return { ...whole, targets: whole.targets.map((target) => ({ ...target, order: [] })) };
}
