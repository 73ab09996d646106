import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Run, SeriesMeasurement } from '../run/run.ts';
import { simulatedRun, steady } from '../statistics/simulated-run.fixture.ts';
import { withEnd } from './ended.ts';

function failing(told: Partial<SeriesMeasurement>, proxies: readonly string[] = []): Run {
  const outcomes = steady(100, 5, () => 5).map((outcome) => ({ ...outcome, status: 403 }));
  const run = simulatedRun({ series: [{ target: 'a:rest', route: 'GET /', outcomes }] });
  return {
    ...run,
    machine: { ...run.machine, proxies },
    startedAt: '2026-03-02T10:15:00.000Z',
    finishedAt: '2026-03-02T10:15:03.000Z',
    ended: { kind: 'stopped', because: 'failing-target', message: 'a:rest is failing' },
    series: run.series.map((series) => ({ ...series, ...told })),
  };
}

const doubted = {
  verdict: 'inconclusive',
  reasons: ['somebody else answered.'] as readonly string[],
} as const;

describe('a run that its guard ended as its target was failing', () => {
  it('is a fail, partial, whatever else is doubted', () => {
    const { verdict, reasons } = withEnd(doubted, failing({}));
    assert.equal(verdict, 'fail');
    assert.equal(reasons[0], 'a:rest is failing.');
    assert.match(reasons[1] ?? '', /^What was measured is partial: /);
  });

  it('stays in doubt where somebody else gave the answers, and says that first', () => {
    const redirected = failing({ redirectedTo: { 'https://login.example': 100 } });
    const blocked = failing({ foreignPages: 100 }, ['http://proxy.example:3128']);
    for (const run of [redirected, blocked]) {
      const { verdict, reasons } = withEnd(doubted, run);
      assert.equal(verdict, 'inconclusive');
      assert.deepEqual(reasons.slice(0, 2), ['somebody else answered.', 'a:rest is failing.']);
    }
  });

  it('takes pages for the target’s own where no proxy stands between', () => {
    assert.equal(withEnd(doubted, failing({ foreignPages: 100 })).verdict, 'fail');
  });
});
