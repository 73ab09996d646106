import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Observation } from '../run/observation.ts';
import { heldUpOf } from './held-up.ts';

const quick: Observation = {
  target: 0,
  request: 0,
  arrival: 0,
  intendedMs: 0,
  sentMs: 0,
  serviceMs: 1,
  status: 429,
  refusal: 'throttled',
  mark: null,
  warned: false,
  fresh: false,
};
const at = (sentMs: number, of: Partial<Observation> = {}): Observation => ({ ...quick, sentMs, ...of });
const refused = Array.from({ length: 100 }, (_, i) => at(10 * i, { serviceMs: 1 + (i % 5) / 10 }));

describe('requests that were held up', () => {
  it('are those sent while a refusal took far longer than refusals do, and meet the throttle at its end', () => {
    const heldUp = heldUpOf([...refused, at(205, { serviceMs: 40 }), at(230, { serviceMs: 30 })]);
    assert.deepEqual(
      [200, 206, 244, 259, 261].map((sentMs) => heldUp.untilMs(at(sentMs))),
      [null, 260, 260, 260, null],
    );
  });

  it('are also accepted ones that were sent before and are answered together with them', () => {
    const accepted = (sentMs: number, serviceMs: number) =>
      at(sentMs, { serviceMs, status: 200, refusal: null });
    const quickly = Array.from({ length: 20 }, (_, i) => accepted(10 * i + 5, 1));
    const heldUp = heldUpOf([
      ...refused,
      ...quickly,
      accepted(202, 43),
      accepted(230, 400),
      at(205, { serviceMs: 40 }),
    ]);
    assert.deepEqual(
      [201, 202, 204, 246].map((sentMs) => heldUp.untilMs(at(sentMs))),
      [null, 245, 245, null],
    );
  });

  it('are none where accepted requests take long, whose time may be the function’s', () => {
    const heldUp = heldUpOf([...refused, at(205, { serviceMs: 900, status: 200, refusal: null })]);
    assert.equal(heldUp.untilMs(at(206)), null);
  });

  it('are none where a third of the refusals is slow: that is their way', () => {
    const slow = refused.slice(0, 50).map((one) => ({ ...one, serviceMs: 90 }));
    assert.equal(heldUpOf([...refused, ...slow]).untilMs(at(0)), null);
    assert.equal(heldUpOf([]).untilMs(at(0)), null);
  });
});
