import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Canary, RestStage } from '../model.ts';
import { createStageChoice } from './canary.ts';

const stageWith = (canary?: Canary): RestStage => ({
  name: 'dev',
  deploymentId: 'main',
  throttling: [],
  variables: { kept: 'stage', replaced: 'stage' },
  tags: {},
  ...(canary === undefined ? {} : { canary }),
});
const canaryOf = (percentTraffic: number): Canary => ({
  percentTraffic,
  deploymentId: 'canary',
  variables: { replaced: 'canary', added: 'canary' },
});

describe('a stage with a canary', () => {
  it('sends nothing to it at 0 percent and everything at 100, whatever chance says', () => {
    for (const chance of [0, 0.5, 1 - Number.EPSILON]) {
      assert.equal(createStageChoice(stageWith(canaryOf(0)), () => chance)().isCanary, false);
      assert.equal(createStageChoice(stageWith(canaryOf(100)), () => chance)().isCanary, true);
    }
  });

  it('sends the share of requests to it that it says', () => {
    let turn = 0;
    const choose = createStageChoice(stageWith(canaryOf(25)), () => (turn++ % 100) / 100);
    const chosen = Array.from({ length: 100 }, () => choose().isCanary);
    assert.equal(chosen.filter((isCanary) => isCanary).length, 25);
  });

  it('replaces and adds variables for the canary only, and names its deployment', () => {
    const canary = createStageChoice(stageWith(canaryOf(100)), () => 0)().stage;
    assert.deepEqual(canary.variables, { kept: 'stage', replaced: 'canary', added: 'canary' });
    assert.equal(canary.deploymentId, 'canary');
    const base = createStageChoice(stageWith(canaryOf(0)), () => 0)().stage;
    assert.deepEqual(base.variables, { kept: 'stage', replaced: 'stage' });
  });

  it('is not there where the stage has none', () => {
    const choose = createStageChoice(stageWith(), () => 0);
    assert.equal(choose().isCanary, undefined);
    assert.equal(choose(), choose());
  });
});
