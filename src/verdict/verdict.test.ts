import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { combineJudgements } from './combine.ts';
import { exitCodeOf } from './verdict.ts';

const pass = { verdict: 'pass', reasons: [] } as const;
const doubt = { verdict: 'inconclusive', reasons: ['too few samples'] } as const;
const fail = { verdict: 'fail', reasons: ['a promise is broken'] } as const;

describe('combined judgements', () => {
  it('are as bad as the worst of them, and give its reasons first', () => {
    assert.deepEqual(combineJudgements(pass, doubt, fail), {
      verdict: 'fail',
      reasons: ['a promise is broken', 'too few samples'],
    });
    assert.equal(combineJudgements(doubt, pass).verdict, 'inconclusive');
    assert.deepEqual(combineJudgements(pass, pass), pass);
    assert.deepEqual(combineJudgements(), pass);
  });
});

describe('exit codes', () => {
  it('tell pass, fail and inconclusive apart', () => {
    assert.deepEqual(
      (['pass', 'fail', 'inconclusive'] as const).map((verdict) => exitCodeOf(verdict)),
      [0, 1, 3],
    );
  });

  it('let a pipeline decide about inconclusive, and about nothing else', () => {
    assert.equal(exitCodeOf('inconclusive', 'fail'), 1);
    assert.equal(exitCodeOf('inconclusive', 'warn'), 0);
    assert.equal(exitCodeOf('fail', 'pass'), 1);
    assert.equal(exitCodeOf('pass', 'fail'), 0);
  });
});
