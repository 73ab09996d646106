import type { Disturbances } from '../disturbance/disturbances.ts';
import { AdminRefusal } from './admin-refusal.ts';
import { numberField, requireFields, textsField } from './fields.ts';

interface Disturbed {
  readonly disturbances: Disturbances;
}

export function disturbancesDocument({ disturbances }: Disturbed) {
  const { latency, faults, seed } = disturbances;
  return { latency, faults, seed };
}

/** What is left out stays as it is. Throws AdminRefusal, and OptionError for a rule that can't be followed. */
export function setDisturbances(world: Disturbed, body: Readonly<Record<string, unknown>>) {
  requireFields(body, ['latency', 'faults', 'seed']);
  const latency = textsField(body, 'latency');
  const faults = textsField(body, 'faults');
  const seed = numberField(body, 'seed');
  if (seed !== undefined && !(Number.isInteger(seed) && seed >= 0 && seed < 1e9))
    throw new AdminRefusal(400, `seed has to be a whole number of at most nine digits, not ${seed}.`);
  world.disturbances.set({
    ...(latency === undefined ? {} : { latency }),
    ...(faults === undefined ? {} : { faults }),
    ...(seed === undefined ? {} : { seed }),
  });
  return disturbancesDocument(world);
}

export function clearDisturbances(world: Disturbed) {
  world.disturbances.set({ latency: [], faults: [] });
  return disturbancesDocument(world);
}
