import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import { ms } from '../statistics/figures.ts';
import { capitalised, middleOut, printable, shortened, withoutCredentials } from './printable.ts';
import { latency, passes, reportInput, run, smokeDocument, soundSmoke } from './report-input.fixture.ts';
import { formatLatency } from './terminal-latency.ts';
import { formatSmoke } from './terminal-smoke.ts';

describe('the gate in the terminal', () => {
  const shown = formatSmoke(reportInput.smoke);

  it('shows failures first, with everything needed to act on them', () => {
    const failure = shown.slice(0, shown.indexOf('\n\n'));
    for (const part of [
      'POST /users → preflight from https://app.example.com [my-api:rest]',
      'the preflight does not allow the header Content-Type',
      'at          access-control-allow-headers',
      'expected    a list with Content-Type',
      'received    Authorization,X-Amz-Date',
      'request id  0f6c2f0e',
      'likely      The OPTIONS method’s integration response',
      "try         curl -i -X OPTIONS 'https://a1b2c3d4e5",
    ]) {
      assert.ok(failure.includes(part), part);
    }
  });

  it('shows one cause once, with everything else that it hit', () => {
    const [pass] = passes;
    assert.ok(pass);
    const broken = ['GET /a', 'GET /b', 'GET /b', 'GET /c'].map((route, index) => ({
      ...pass,
      route,
      example: `example ${index}`,
      exchange: `${route} ${index}`,
      outcome: 'fail' as const,
      diagnosis: 'The function raised.',
    }));
    const text = formatSmoke({ ...smokeDocument(broken), verdict: 'fail' });
    assert.equal(text.match(/The function raised/g)?.length, 1);
    assert.match(text, /also +GET \/b: 2 examples\n +GET \/c → example 3\n/);
  });

  it('shows warnings after failures and passes not at all', () => {
    assert.ok(shown.indexOf('! GET /users/{id}') > shown.indexOf('✕ GET /users/{id}'));
    assert.doesNotMatch(shown, /an example/);
  });

  it('ends with one line that counts each target', () => {
    assert.equal(
      shown.split('\n').at(-1),
      'fail  |  my-api:rest: 28 passed · 1 failed  |  my-api:http: 28 passed · 1 failed · 1 warning · 1 skipped',
    );
    assert.equal(
      formatSmoke(soundSmoke),
      'pass  |  my-api:rest: 28 passed  |  my-api:http: 28 passed · 1 skipped',
    );
  });

  it('says why where there is no finding that does', () => {
    const nothing = {
      ...smokeDocument([]),
      verdict: 'inconclusive',
      reasons: ['nothing was checked'],
    } as const;
    assert.equal(formatSmoke(nothing), 'inconclusive\n  nothing was checked');
  });

  it('is the same with colour and without, once the colour is taken off', () => {
    const coloured = formatSmoke(reportInput.smoke, { colour: true });
    assert.notEqual(coloured, shown);
    assert.equal(stripVTControlCharacters(coloured), shown);
  });

  it('obeys no escape sequence that an answer holds', () => {
    const sequence = '\u001b[2J\u001b]0;owned\u0007\u009b31m\r\u202e';
    const [pass] = passes;
    assert.ok(pass);
    const hostile = smokeDocument([
      {
        ...pass,
        outcome: 'fail',
        target: sequence,
        route: sequence,
        example: sequence,
        check: sequence,
        message: sequence,
        expected: sequence,
        received: sequence,
        diagnosis: sequence,
        curl: sequence,
        requestId: sequence,
        pointer: sequence,
      },
    ]);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
    assert.doesNotMatch(formatSmoke(hostile), /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
  });
});

describe('latency in the terminal', () => {
  const shown = formatLatency(latency, run);

  it('has a row for each target and route, with intervals under the percentiles', () => {
    const { percentiles } = latency.series[0] ?? {};
    assert.ok(percentiles?.p50.value);
    assert.match(shown, /^my-api:rest +600 +0 % /m);
    assert.match(shown, /^ {2}GET \/users +300 +1\.3 %/m);
    assert.ok(shown.includes(`${ms(percentiles.p50.low)}–${ms(percentiles.p50.high)}`));
  });

  it('marks an interval that ends at the slowest request of a stall, and nowhere else', () => {
    const { percentiles, maxMs } = latency.series[0] ?? {};
    assert.ok(percentiles?.p95.value && percentiles.p95.bounded === false);
    assert.ok(shown.includes(`${ms(percentiles.p95.low)}–≥${ms(maxMs as number)}`));
    const [, sound = ''] = /^my-api:http .*\n(.*)$/m.exec(shown) ?? [];
    assert.doesNotMatch(sound, /≥/);
  });

  it('withholds a percentile with the number of samples that it needs', () => {
    assert.match(shown, /\(needs 405\)/);
  });

  it('leaves out the middle of a name that would push the figures out of sight', () => {
    const route = `GET /${'segment/'.repeat(40)}{id}`;
    const series = latency.series.map((one) => (one.route === 'GET /users' ? { ...one, route } : one));
    const table = formatLatency({ ...latency, reasons: [], series }, run);
    assert.match(table, /^ {2}GET \/segment\/\S*…\S*segment\/\{id\} +300/m);
    assert.ok(table.split('\n').every((line) => line.length <= 160));
  });

  it('says that percentiles hold errors, where there are some', () => {
    assert.match(shown, /answers with an error among them/);
    const series = latency.series.map((one) => ({ ...one, errorRate: 0 }));
    assert.doesNotMatch(formatLatency({ ...latency, series }, run), /among them/);
  });

  it('explains both clocks, and ends with the verdict and its reasons', () => {
    assert.match(
      shown,
      /Response time counts from when a request was due[\s\S]*service time counts from when/,
    );
    assert.match(shown, /\nfail\n {2}my-api:http GET \/users: 1\.3 % of 300 requests failed/);
  });

  it('fits into 100 columns but for the reasons', () => {
    const table = shown.slice(0, shown.indexOf('\nfail\n'));
    assert.ok(Math.max(...table.split('\n').map((line) => line.length)) <= 100);
  });
});

describe('printable text', () => {
  it('without its middle keeps both ends, whole characters and the limit', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 3, max: 30 }), (text, limit) => {
        const short = middleOut(text, limit);
        assert.doesNotMatch(short, /\p{Surrogate}/u);
        if (text.length <= limit) assert.equal(short, text);
        else assert.ok(short.includes('…') && short.length <= limit);
      }),
      { numRuns: 200, seed: 3 },
    );
    assert.equal(middleOut('GET /a/very/long/{id}', 11), 'GET /…/{id}');
  });

  it('holds no control character, whatever came in', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        assert.doesNotMatch(printable(text), /\p{Cc}/u);
      }),
      { numRuns: 200, seed: 3 },
    );
  });

  it('keeps line breaks only where they are asked for', () => {
    assert.equal(printable('a\r\nb\tc'), 'a\\nb  c');
    assert.equal(printable('a\r\nb', { lines: true }), 'a\nb');
  });

  it('is shortened with the number of characters that are missing, and never in the middle of one', () => {
    assert.equal(shortened('abcdef', 6), 'abcdef');
    assert.equal(shortened('abcdefgh', 6), 'abcdef… (2 more characters)');
    assert.equal(shortened('abc😀de', 4), 'abc… (4 more characters)');
  });

  it('gets a capital letter only where it begins with a plain word', () => {
    assert.deepEqual(['the body', 'x-amzn-trace', '/id is'].map(capitalised), [
      'The body',
      'x-amzn-trace',
      '/id is',
    ]);
  });

  it('keeps an @ that is no password', () => {
    assert.equal(withoutCredentials('https://example.com/a@b'), 'https://example.com/a@b');
    assert.equal(withoutCredentials('https://u:p@ss@example.com/a'), 'https://example.com/a');
  });
});
