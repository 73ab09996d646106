import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { ComparisonPlan } from '../plan/comparison-plan.ts';
import { decodePairs, pairState } from '../run/pairs.ts';
import { noNotes } from './answer-notes.ts';
import { createPairing } from './pairing.ts';
import type { Sample } from './sample.ts';

const plan = { arrivals: { expected: 8 } } as ComparisonPlan;

const sample = (target: number, arrival: number, request: Partial<Sample['request']> = {}) =>
  ({
    arrival,
    request: { target, serviceUs: 1500, failed: false, connectingUs: 0, tlsUs: 0, ...request },
  }) as Sample;

it('keeps of each arrival how long it took and how it ended', () => {
  const pairing = createPairing(plan);
  pairing.take(sample(0, 0));
  pairing.take(sample(0, 1, { failed: true }));
  pairing.take(sample(0, 2, { connectingUs: 300 }));
  pairing.take(sample(1, 3, { serviceUs: 900 }));
  pairing.note({ target: 1, arrival: 3 }, { ...noNotes, coldStart: true });
  const [baseline, candidate] = decodePairs(pairing.finish());
  const { answered, failed, fresh, cold, missing } = pairState;
  assert.deepEqual([...baseline.state], [answered, failed, fresh, missing]);
  assert.deepEqual([...candidate.state], [missing, missing, missing, cold]);
  assert.deepEqual([baseline.serviceUs[0], candidate.serviceUs[3]], [1500, 900]);
});

it('leaves out what is of no pair: arrivals of the warm-up, and beyond the plan', () => {
  const pairing = createPairing(plan);
  for (const arrival of [-1, 4, 99]) pairing.take(sample(0, arrival));
  const [baseline] = decodePairs(pairing.finish());
  assert.deepEqual([...baseline.state], [0, 0, 0, 0]);
});
