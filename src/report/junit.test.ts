import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { formatJUnit, formatJudgementJUnit } from './junit.ts';
import { failingSmoke, passes, smokeDocument } from './report-input.fixture.ts';

const lists = ['testsuite', 'testcase'];
const parser = new XMLParser({
  ignoreAttributes: false,
  isArray: (name) => lists.includes(name),
  parseAttributeValue: false,
  parseTagValue: false,
  trimValues: false,
});

describe('JUnit XML', () => {
  const parsed = parser.parse(formatJUnit(failingSmoke)).testsuites;

  it('has a suite for each target and a case for each result, and counts them', () => {
    assert.equal(parsed['@_tests'], '60');
    assert.equal(parsed['@_failures'], '2');
    assert.equal(parsed['@_skipped'], '1');
    assert.deepEqual(
      parsed.testsuite.map((suite: Record<string, unknown[]>) => [
        suite['@_name'],
        suite['@_tests'],
        suite.testcase?.length,
      ]),
      [
        ['my-api:rest', '29', 29],
        ['my-api:http', '31', 31],
      ],
    );
  });

  it('gives a failure its message, and the details to act on it', () => {
    const failed = parsed.testsuite[0].testcase.find((one: object) => 'failure' in one);
    assert.equal(failed['@_name'], 'POST /users → preflight from https://app.example.com: cors-preflight');
    assert.equal(failed['@_classname'], 'my-api:rest');
    assert.match(failed.failure['@_message'], /^the preflight does not allow the header Content-Type/);
    assert.equal(failed.failure['@_type'], 'cors-preflight');
    for (const part of [
      'expected: a list with Content-Type',
      'request id: 0f6c2f0e',
      "try: curl -i -X OPTIONS 'https://",
    ]) {
      assert.ok(failed.failure['#text'].includes(part), part);
    }
  });

  it('lets a warning pass, with the finding as output, and says why something was skipped', () => {
    const cases = parsed.testsuite[1].testcase;
    const warned = cases.find((one: object) => 'system-out' in one);
    assert.match(warned['system-out'], /^warning: answers carry no strict-transport-security header/);
    assert.equal('failure' in warned, false);
    assert.match(cases.find((one: object) => 'skipped' in one).skipped['@_message'], /promises no CORS/);
  });

  it('stays well-formed, with every result in it, whatever an answer holds', () => {
    const [pass] = passes;
    assert.ok(pass);
    const hostile = fc.string({ unit: 'binary', maxLength: 30 });
    const fragment = fc.constantFrom(
      ']]>',
      '</failure>',
      '<!--',
      '&',
      '"',
      '\u0000',
      '\ud800',
      '\uffff',
      '<?xml ',
    );
    fc.assert(
      fc.property(fc.oneof(hostile, fragment), fc.oneof(hostile, fragment), (a, b) => {
        const xml = formatJUnit(
          smokeDocument([
            {
              ...pass,
              outcome: 'fail',
              target: a,
              route: b,
              example: a,
              message: `${b}${a}`,
              received: b,
              expected: a,
            },
            { ...pass, target: a, outcome: 'skip', message: b },
          ]),
        );
        assert.equal(XMLValidator.validate(xml), true, xml);
        assert.equal(parser.parse(xml).testsuites.testsuite[0].testcase.length, 2);
        assert.doesNotMatch(xml.replaceAll('\n', ''), /\p{Cc}(?<![\t\r\u007f-\u009f])|\uffff/u);
      }),
      { numRuns: 200, seed: 4 },
    );
  });
});

describe('JUnit XML of a measurement', () => {
  const caseOf = (verdict: 'pass' | 'fail' | 'inconclusive') => {
    const text = formatJudgementJUnit('r', {
      verdict,
      reasons: verdict === 'pass' ? [] : ['p95 < 300 & more'],
    });
    assert.equal(XMLValidator.validate(text), true);
    return parser.parse(text).testsuites.testsuite[0];
  };

  it('is one case: a failure names the reason, what can not be trusted is skipped', () => {
    assert.equal(caseOf('pass').testcase[0].failure, undefined);
    assert.equal(caseOf('fail').testcase[0].failure['@_message'], 'p95 < 300 & more');
    assert.equal(caseOf('fail')['@_failures'], '1');
    assert.equal(caseOf('inconclusive')['@_skipped'], '1');
  });
});
