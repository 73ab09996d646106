import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { mulberry32 } from '../plan/order.ts';
import { discordanceOf, pValueOf } from './discordance.ts';

describe('discordant pairs', () => {
  it('are counted by which member differs', () => {
    const signs = [1, 0, -1, 1, 0, 1] as const;
    const { onlyBaseline, onlyCandidate } = discordanceOf(signs.length, (pair) => signs[pair] ?? 0);
    assert.deepEqual([onlyBaseline, onlyCandidate], [3, 1]);
  });

  it('that fall like coins have hardly any design effect', () => {
    const random = mulberry32(5);
    const { designEffect } = discordanceOf(10_000, () => (random() < 0.5 ? 1 : -1));
    assert.ok(designEffect < 1.4, String(designEffect));
  });

  it('that come in runs say less than their number', () => {
    const random = mulberry32(5);
    let run: -1 | 1 = 1;
    const inRuns = discordanceOf(10_000, () => {
      if (random() < 0.1) run = random() < 0.5 ? 1 : -1;
      return run;
    });
    assert.ok(inRuns.designEffect > 8 && inRuns.designEffect < 40, String(inRuns.designEffect));
    const alike = { ...inRuns, onlyBaseline: 5150, onlyCandidate: 4850 };
    assert.ok(pValueOf(alike) > 0.2);
    assert.ok(pValueOf({ ...alike, designEffect: 1 }) < 0.01);
  });

  it('that are few are taken as they are', () => {
    assert.equal(discordanceOf(50, () => 1).designEffect, 1);
    assert.equal(discordanceOf(10_000, (pair) => (pair < 5 ? 1 : 0)).designEffect, 1);
  });
});
