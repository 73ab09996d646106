import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { stringify } from 'yaml';
import { DefinitionError } from './definition-error.ts';
import { evaluate, plain, type Scope } from './intrinsics.ts';
import { parseTemplate } from './parse-template.ts';

const names: Record<string, string> = { Name: 'orders', 'AWS::Region': 'eu-west-1', Stage: 'dev' };
const conditions: Record<string, boolean> = { Yes: true, No: false };

const scope: Scope = {
  file: 'template.yaml',
  region: 'eu-west-1',
  ref: (name, line) =>
    name === 'AWS::NoValue' ? undefined : { kind: 'scalar', value: names[name] ?? '?', line },
  attribute: (logicalId, attribute) => `${logicalId}/${attribute}`,
  condition: (name) => conditions[name] ?? false,
  mapping: ({ map, top, second }, line) => ({ kind: 'scalar', value: `${map}.${top}.${second}`, line }),
  importValue: (name) => `imported ${name}`,
  stackOutput: (stackName, output) => `${output} of ${stackName}`,
};

const ofYaml = (yaml: string) => plain(evaluate(parseTemplate(yaml, 'template.yaml'), scope));
const ofData = (value: unknown) => ofYaml(JSON.stringify(value));
const settings = { seed: 2026, numRuns: 200 };

/** Texts without anything that Fn::Sub gives a meaning. */
const literal = fc.string().map((text) => text.replaceAll('$', '').replaceAll('{', ''));

describe('intrinsic functions', () => {
  it('give the same in short form, long form and JSON', () => {
    const forms: [string, unknown, unknown][] = [
      ['!Ref Name', { Ref: 'Name' }, 'orders'],
      ['!GetAtt Table.Arn', { 'Fn::GetAtt': ['Table', 'Arn'] }, 'Table/Arn'],
      ['!GetAtt [Table, Arn]', { 'Fn::GetAtt': 'Table.Arn' }, 'Table/Arn'],
      ['!GetAtt Child.Outputs.Url', { 'Fn::GetAtt': ['Child', 'Outputs.Url'] }, 'Child/Outputs.Url'],
      [`!Sub "\${Name}-\${Table.Arn}"`, { 'Fn::Sub': `\${Name}-\${Table.Arn}` }, 'orders-Table/Arn'],
      ['!Join [":", [a, !Ref Name]]', { 'Fn::Join': [':', ['a', { Ref: 'Name' }]] }, 'a:orders'],
      ['!Split [",", "a,b"]', { 'Fn::Split': [',', 'a,b'] }, ['a', 'b']],
      ['!Select [1, [a, b]]', { 'Fn::Select': ['1', ['a', 'b']] }, 'b'],
      ['!If [Yes, a, b]', { 'Fn::If': ['Yes', 'a', 'b'] }, 'a'],
      ['!FindInMap [M, a, b]', { 'Fn::FindInMap': ['M', 'a', 'b'] }, 'M.a.b'],
      ['!Base64 héllo', { 'Fn::Base64': 'héllo' }, 'aMOpbGxv'],
      ['!ImportValue x', { 'Fn::ImportValue': 'x' }, 'imported x'],
      ['!GetAZs ""', { 'Fn::GetAZs': { Ref: 'AWS::Region' } }, ['eu-west-1a', 'eu-west-1b', 'eu-west-1c']],
      [
        '!Cidr [10.0.0.0/16, 3, 8]',
        { 'Fn::Cidr': ['10.0.0.0/16', 3, '8'] },
        ['10.0.0.0/24', '10.0.1.0/24', '10.0.2.0/24'],
      ],
      ['!Equals [1, "1"]', { 'Fn::Equals': [1, '1'] }, true],
      ['!Not [!Condition Yes]', { 'Fn::Not': [{ Condition: 'Yes' }] }, false],
      [
        '!And [!Condition Yes, !Condition No]',
        { 'Fn::And': [{ Condition: 'Yes' }, { Condition: 'No' }] },
        false,
      ],
      [
        '!Or [!Condition Yes, !Condition No]',
        { 'Fn::Or': [{ Condition: 'Yes' }, { Condition: 'No' }] },
        true,
      ],
    ];
    for (const [short, long, expected] of forms) {
      assert.deepEqual(ofYaml(short), expected, short);
      assert.deepEqual(ofYaml(stringify(long)), expected, `${short} in long form`);
      assert.deepEqual(ofData(long), expected, `${short} in JSON`);
    }
  });

  it('Sub of placeholders is Join of the parts', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            literal,
            fc.constantFrom(...Object.keys(names)).map((Ref) => ({ Ref })),
          ),
          { maxLength: 6 },
        ),
        (parts) => {
          const sub = parts.map((part) => (typeof part === 'string' ? part : `\${${part.Ref}}`)).join('');
          assert.equal(ofData({ 'Fn::Sub': sub }), ofData({ 'Fn::Join': ['', parts] }));
        },
      ),
      settings,
    );
  });

  it('Split undoes Join where no part holds the delimiter', () => {
    fc.assert(
      fc.property(
        fc.array(
          literal.map((text) => text.replaceAll('|', '')),
          { minLength: 1 },
        ),
        (parts) => {
          assert.deepEqual(ofData({ 'Fn::Split': ['|', { 'Fn::Join': ['|', parts] }] }), parts);
        },
      ),
      settings,
    );
  });

  it('Select picks what is there, in whatever text', () => {
    fc.assert(
      fc.property(fc.array(literal, { minLength: 1 }), fc.nat(), (parts, n) => {
        const at = n % parts.length;
        assert.equal(ofData({ 'Fn::Select': [at, parts] }), parts[at]);
      }),
      settings,
    );
  });

  it('Base64 decodes to what it was given', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        assert.equal(Buffer.from(String(ofData({ 'Fn::Base64': text })), 'base64').toString(), text);
      }),
      settings,
    );
  });

  it('data without functions comes out as it went in', () => {
    const data = fc
      .jsonValue({ noUnicodeString: false })
      .filter((value) => !JSON.stringify(value).includes('"__proto__"'));
    fc.assert(
      fc.property(data, (value) => {
        assert.deepEqual(ofData(value), JSON.parse(JSON.stringify(value)));
      }),
      settings,
    );
  });

  it('Sub keeps escaped placeholders and prefers its own names', () => {
    assert.equal(ofYaml(`!Sub "\${!stageVariables.x}"`), `\${stageVariables.x}`);
    assert.equal(ofYaml(`!Sub ["\${Name}-\${Stage}", { Name: mine }]`), 'mine-dev');
  });

  it('AWS::NoValue leaves its property or item out', () => {
    assert.deepEqual(ofYaml('{ a: !Ref AWS::NoValue, b: [1, !If [No, 2, !Ref AWS::NoValue]] }'), { b: [1] });
  });

  it('numbers keep their text where a number would lose it', () => {
    assert.equal(ofYaml('012345678901'), '012345678901');
    assert.equal(ofYaml('!Join ["", [arn, 123456789012]]'), 'arn123456789012');
    assert.equal(ofYaml('2012-10-17'), '2012-10-17');
    assert.equal(ofYaml('Yes'), 'Yes');
  });

  it('refuse what CloudFormation refuses, with the line', () => {
    const mistakes: [string, number, RegExp][] = [
      ['a: 1\nb: !Join [x]', 2, /Fn::Join takes a list of 2/],
      ['a: !Select [2, [a, b]]', 1, /item 2 of a list of 2/],
      ['a:\n  b: !Nope x', 2, /!Nope isn't a function/],
      ['a: { "Fn::Nope": x }', 1, /Fn::Nope isn't a function/],
      ['a: [1\nb: 2', 2, /isn't valid YAML/],
      ['a: 1\na: 2', 2, /isn't valid YAML: Map keys must be unique/],
      ['a: !Join ["", [{ b: 1 }]]', 1, /wants a text here, not a map/],
      [`a: !Sub "\${AWS::NoValue}"`, 1, /wants a text here/],
    ];
    for (const [yaml, line, message] of mistakes)
      assert.throws(
        () => ofYaml(yaml),
        (error) => error instanceof DefinitionError && error.line === line && message.test(error.message),
        yaml,
      );
  });

  it('aliases work, and those that multiply are refused', () => {
    assert.deepEqual(ofYaml('a: &one [1]\nb: *one\nc: &one 2\nd: *one'), { a: [1], b: [1], c: 2, d: 2 });
    const bomb = [
      'a0: &a0 [x, x]',
      ...Array.from({ length: 40 }, (_, i) => `a${i + 1}: &a${i + 1} [*a${i}, *a${i}]`),
    ];
    assert.throws(() => ofYaml(bomb.join('\n')), DefinitionError);
  });
});
