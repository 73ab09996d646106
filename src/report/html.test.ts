import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { parseHTML } from 'linkedom';
import type { Result } from '../conformance/result.ts';
import type { Run } from '../run/run.ts';
import { simulatedRun, steady } from '../statistics/simulated-run.fixture.ts';
import { hostile, hostileInput } from './hostile-input.fixture.ts';
import { formatHtml } from './html.ts';
import { latencyDocument } from './latency-document.ts';
import {
  passes,
  reportInput,
  run,
  runId,
  smokeDocument,
  soundSmoke,
  targets,
} from './report-input.fixture.ts';

const page = formatHtml(reportInput);
const { document } = parseHTML(page);
const textOf = (selector: string) => document.querySelector(selector)?.textContent ?? '';

describe('the report', () => {
  it('begins with the answer: verdict, one sentence, reasons', () => {
    assert.match(textOf('.verdict'), /fail/);
    assert.equal(
      textOf('h1'),
      '2 of 59 checks failed on 2 targets; under load 1 of 9 objectives is broken (4 of them by default).',
    );
    assert.equal(document.querySelectorAll('.reasons li').length, 6);
    assert.ok(page.indexOf('<h1') < page.indexOf('<h2'));
  });

  it('shows each finding with expected, received, request id, cause and a curl line', () => {
    const [first] = document.querySelectorAll('.finding');
    for (const part of [
      'a list with Content-Type',
      'Authorization,X-Amz-Date',
      '0f6c2f0e',
      'integration response',
      'curl -i -X OPTIONS',
    ]) {
      assert.ok(first?.textContent.includes(part), part);
    }
  });

  it('counts every check and folds the passes away', () => {
    const folds = [...document.querySelectorAll('section[aria-labelledby=findings] details')];
    assert.deepEqual(
      folds.map((fold) => [fold.querySelector('summary')?.textContent, fold.hasAttribute('open')]),
      [
        ['Every check, counted', true],
        ['56 checks passed', false],
        ['1 check was skipped', false],
      ],
    );
    assert.match(folds[0]?.textContent ?? '', /cors-preflight0101/);
  });

  it('has a table and a text beside every plot', () => {
    const plots = [...document.querySelectorAll('svg[role=img]')];
    assert.equal(plots.length, 3);
    for (const plot of plots) {
      const ids = (plot.getAttribute('aria-labelledby') ?? '').split(' ');
      for (const id of ids) assert.ok((document.getElementById(id)?.textContent ?? '').length > 10, id);
      assert.ok(plot.closest('.figures')?.querySelector('table'));
    }
  });

  it('says method, limits and the facts of the run', () => {
    for (const part of [
      'order statistics',
      'nearest rank',
      'independent',
      'k6 2.2.0',
      '20 a second for each target',
    ]) {
      assert.ok(page.includes(part), part);
    }
  });

  it('is of a gate alone, or of a measurement alone, as well', () => {
    const gate = formatHtml({ runId, generatedAt: reportInput.generatedAt, targets, smoke: soundSmoke });
    assert.match(gate, /All 56 checks passed on 2 targets\./);
    assert.doesNotMatch(gate, /id="latency"/);
    const { smoke: _, ...measurement } = reportInput;
    assert.match(
      formatHtml(measurement),
      /Under load 1 of 9 objectives is broken \(4 of them by default\)\./i,
    );
    assert.match(
      formatHtml({ runId, generatedAt: '', targets: [] }),
      /Nothing was checked and nothing measured/,
    );
  });

  it('folds a long list of held objectives, and never one that is not held', () => {
    const page = parseHTML(formatHtml(reportInput)).document;
    const conclusions = (selector: string) =>
      [...page.querySelectorAll(selector)].map((cell) => cell.textContent);
    const folded = conclusions('details .conclusion');
    assert.ok(folded.length > 0);
    assert.ok(folded.every((text) => text === '✓ held'));
    assert.ok(conclusions('.conclusion').some((text) => text === '✕ broken'));
  });

  it('speaks of a single objective as such', () => {
    const answer = (status: number) => {
      const outcomes = steady(100, 5, () => 5).map((outcome) => ({ ...outcome, status }));
      const only = simulatedRun({ series: [{ target: 'a:rest', route: 'GET /', outcomes }] });
      const latency = { ...latencyDocument(only), runId };
      return formatHtml({ runId, generatedAt: '', targets: [], run: only, latency });
    };
    const whose = '\\(by default, as the contract sets none: at most 1 % of a route’s requests fail\\)';
    assert.match(answer(200), new RegExp(`Under load its objective was held ${whose}\\.`));
    assert.match(answer(502), new RegExp(`Under load its objective is broken ${whose}\\.`));
  });

  it('draws every target of a plot in a colour of its own', () => {
    const series = Array.from({ length: 8 }, (_, k) => ({
      target: `t${k}:http`,
      route: 'GET /',
      outcomes: steady(100, 5, () => 5 + k),
    }));
    const many = simulatedRun({ series });
    const latency = { ...latencyDocument(many), runId };
    const drawn = parseHTML(formatHtml({ runId, generatedAt: '', targets: [], run: many, latency })).document;
    const swatches = [...drawn.querySelectorAll('.legend rect')].map((one) => one.getAttribute('class'));
    assert.equal(new Set(swatches).size, 8);
    for (const name of swatches) {
      assert.match(page, new RegExp(`\\.${name?.split(' ')[1]} \\{ --series`));
    }
  });

  it('of a measurement that cannot be trusted says that, and of one that cannot decide, that', () => {
    const answer = (measured: Run) => {
      const latency = { ...latencyDocument(measured), runId };
      return parseHTML(
        formatHtml({ ...reportInput, smoke: undefined, run: measured, latency }),
      ).document.querySelector('h1')?.textContent;
    };
    assert.equal(
      answer({ ...run, counts: { ...run.counts, dropped: 3, droppedByTarget: [3, 0] } }),
      'The load measurement can’t be trusted.',
    );
    const outcomes = steady(100, 5, () => 5);
    const few = simulatedRun({
      series: [{ target: 'a:rest', route: 'GET /', objectives: { p99Ms: 9 }, outcomes }],
    });
    assert.equal(answer(few), 'Under load 1 of 2 objectives can’t be decided (1 of them by default).');
  });

  it('of a run that measured nothing has no plot and does not fail', () => {
    const nothing = simulatedRun({ series: [{ target: 'a:rest', route: 'GET /', outcomes: [] }] });
    const latency = { ...latencyDocument(nothing), runId };
    assert.match(formatHtml({ ...reportInput, run: nothing, latency }), /too few samples for a curve/);
  });
});

describe('nothing but the page itself', () => {
  it('is allowed by its policy, which names its one stylesheet by hash', () => {
    const policy =
      document.querySelector('meta[http-equiv=Content-Security-Policy]')?.getAttribute('content') ?? '';
    const [styles, ...more] = document.querySelectorAll('style');
    assert.equal(more.length, 0);
    const hash = createHash('sha256')
      .update(styles?.textContent ?? '')
      .digest('base64');
    assert.equal(
      policy,
      `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`,
    );
  });

  it('is loaded: no script, no style attribute, no link elsewhere', () => {
    assertHarmless(page);
  });

  it('is named twice: ids are unique and every reference has its target', () => {
    const ids = [...document.querySelectorAll('[id]')].map(({ id }) => id);
    assert.equal(new Set(ids).size, ids.length);
    const references = [...document.querySelectorAll('[aria-labelledby]')].flatMap((element) =>
      (element.getAttribute('aria-labelledby') ?? '').split(' '),
    );
    const links = [...document.querySelectorAll('a')].map((link) =>
      (link.getAttribute('href') ?? '').slice(1),
    );
    for (const id of [...references, ...links]) assert.ok(ids.includes(id), id);
  });
});

/** Everything that the page may be made of, whatever goes in. */
function assertHarmless(text: string): void {
  const parsed = parseHTML(text).document;
  const names = new Set([...parsed.querySelectorAll('*')].map(({ localName }) => localName));
  for (const name of names) assert.ok(elements.has(name), `element ${name}`);
  for (const element of parsed.querySelectorAll('*')) {
    for (const { name, value } of element.attributes) {
      assert.doesNotMatch(name, /^(on|style$|src|srcset$|action$|xlink)/, `attribute ${name}`);
      if (name === 'href') assert.match(value, /^#[a-z]+$/);
    }
  }
}

const elements = new Set(
  [
    'html head meta title style body header strong span nav ul li a main section p h1 h2 h3 article dl div dt dd code',
    'pre details summary table caption thead tbody tfoot tr th td figure figcaption svg desc g path line text rect time footer',
  ].flatMap((names) => names.split(' ')),
);

describe('whatever an answer, a name or a route holds', () => {
  it('adds no element and no attribute to the page', () => {
    for (const text of hostile) assertHarmless(formatHtml(hostileInput(text)));
  });

  it('adds none, for any text', () => {
    const fragments = fc.constantFrom(
      '<',
      '>',
      '"',
      "'",
      '&',
      '`',
      '</',
      '<!--',
      ']]>',
      'script',
      ' onload=',
      'style',
      '\u0000',
      '\ud800',
      'x',
    );
    const text = fc
      .array(fc.oneof(fragments, fc.string({ unit: 'binary', maxLength: 4 })), { maxLength: 12 })
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, (any) => assertHarmless(formatHtml(hostileInput(any)))),
      { numRuns: 25, seed: 5 },
    );
  });

  it('is shown as it is', () => {
    const { document: shown } = parseHTML(formatHtml(hostileInput('<b>bold</b> & "quoted"')));
    assert.ok(shown.querySelector('.finding')?.textContent.includes('<b>bold</b> & "quoted"'));
  });
});

describe('however much there is to say', () => {
  it('the page stays within 1.5 MB and says how much it left out', () => {
    const [pass] = passes;
    assert.ok(pass);
    const long = '<&"\'>'.repeat(3_000);
    const failures = Array.from(
      { length: 3_000 },
      (_, index): Result => ({
        ...pass,
        outcome: 'fail',
        check: `check-${index}`,
        route: `GET /${index}/${long}`,
        message: long,
        expected: long,
        received: long,
        diagnosis: `${index} ${long}`,
        curl: long,
      }),
    );
    const passed = Array.from(
      { length: 20_000 },
      (_, index): Result => ({ ...pass, exchange: `${index}`, example: `${index} ${long}` }),
    );
    const many = simulatedRun({
      series: Array.from({ length: 400 }, (_, index) => ({
        target: `stack-${index % 40}:rest`,
        route: `GET /${index}/${long.slice(0, 500)}`,
        outcomes: [{ second: index, ms: 5 }],
      })),
    });
    const latency = { ...latencyDocument(many), runId };
    const big = formatHtml({
      ...reportInput,
      smoke: smokeDocument([...failures, ...passed]),
      run: many,
      latency,
    });
    assert.ok(Buffer.byteLength(big) <= 1.5e6, `${Buffer.byteLength(big)} bytes`);
    assert.match(big, /more findings, in smoke\.json/);
    assert.match(big, /more exchanges, in smoke\.json/);
    assert.match(big, /32 more targets are in the tables/);
  });

  it('an hour of measuring is drawn with as many points as a plot can show', () => {
    const outcomes = Array.from({ length: 3_600 }, (_, second) => ({ second, ms: 5 + (second % 7) }));
    const hour = simulatedRun({ series: [{ target: 'a:rest', route: 'GET /', outcomes }] });
    const latency = { ...latencyDocument(hour), runId };
    const drawn = parseHTML(formatHtml({ ...reportInput, smoke: undefined, run: hour, latency })).document;
    assert.equal(drawn.querySelectorAll('figure tbody tr').length, 120);
    assert.match(drawn.body?.textContent ?? '', /Response time of every 30 seconds/);
  });

  it('a run of the demo is a small page', () => {
    assert.ok(run.series.length > 0 && Buffer.byteLength(page) < 120_000);
  });
});
