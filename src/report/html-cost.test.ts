import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { costFor } from './cost.fixture.ts';
import { costMarkup, formatCostPage } from './html-cost.ts';

const now = '2026-11-23T06:00:00.000Z';
const large = {
  calls: [{ weight: 1, requestBytes: 2 ** 21, responseBytes: 0 }],
  cache: { gigabytes: '28.4', hitShare: 0 },
};

describe('a cost as a page', () => {
  it('answers first, then shows plots with a text alternative and the numbers beside them', () => {
    const page = formatCostPage(costFor(), now);
    assert.match(page, /<h1 id="answer">At 25 million calls a month the HTTP API costs 62\.50 less/);
    assert.match(
      page,
      /<title id="cost-month-title">Cost of a month over its calls<\/title><desc [^>]*>[^<]*at 250,000 calls the REST API costs 0\.88/,
    );
    assert.match(page, /<desc id="cost-million-text">/);
    assert.match(page, /<summary>The numbers<\/summary>[\s\S]*333,000,000/);
    assert.match(page, /The bill of 25,000,000 calls/);
  });

  it('marks what is asked about: tiers, savings, and where the bills meet', () => {
    const plain = costMarkup(costFor()).text;
    assert.match(plain, /class="edge c1"/);
    assert.match(plain, /class="edge c2"/);
    assert.match(plain, />100 less</);
    assert.doesNotMatch(plain, />equal</);
    const meeting = costMarkup(
      costFor({ usage: large, volume: { kind: 'range', from: 1e6, to: 1e10 } }),
    ).text;
    assert.match(meeting, />equal</);
    assert.match(meeting, /−6\.8 %/);
    assert.match(meeting, /They meet at about 710 million calls/);
  });

  it('holds nothing that its policy refuses, whatever a profile calls its months', () => {
    const name = '<script>alert(1)</script><img src=x onerror=alert(1)>';
    const page = formatCostPage(
      costFor({
        volume: {
          kind: 'profile',
          months: [
            { name, requests: 1e6 },
            { name: 'b', requests: 0 },
          ],
        },
      }),
      now,
    );
    assert.doesNotMatch(page, /<script|<img|\sstyle=|<[^>]*\son\w+=/);
    assert.match(page, /&lt;script&gt;alert/);
    assert.doesNotMatch(page, /NaN|Infinity|undefined/);
  });

  it('stays sound at the ends of what can be asked', () => {
    const volumes = [
      { kind: 'number', requests: 1 },
      { kind: 'number', requests: 1e15 },
      { kind: 'range', from: 1, to: 2 },
      { kind: 'profile', months: [{ name: 'none', requests: 0 }] },
    ] as const;
    for (const volume of volumes) {
      assert.doesNotMatch(
        formatCostPage(costFor({ volume }), now),
        /NaN|Infinity|undefined/,
        JSON.stringify(volume),
      );
    }
    const free = costFor({
      usage: { freeTier: true, calls: [{ weight: 1, requestBytes: 0, responseBytes: 0 }] },
      volume: { kind: 'range', from: 1, to: 1000 },
    });
    assert.doesNotMatch(formatCostPage(free, now), /NaN|Infinity|undefined/);
  });
});
