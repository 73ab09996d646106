import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { loadDefinition, sourceOf } from './load-definition.ts';
import { aFunction, aRestApi, loadText } from './written-template.fixture.ts';

const functionIn = (change: (text: string) => string) => {
  const text = `Resources:${aRestApi}${change(aFunction)}`;
  const { stack, warnings } = loadText(text);
  const [fn] = stack.functions;
  assert.ok(fn);
  return { fn, text, said: warnings.map(({ message }) => message).join('\n') };
};

describe('a function', () => {
  it('has Lambda’s defaults, a generated name and inline code', () => {
    const { fn, text } = functionIn((unchanged) => unchanged);
    assert.match(fn.name, /^test-Fn-[A-Z0-9]{12}$/);
    assert.match(text.split('\n')[(fn.line ?? 0) - 1] ?? '', /Runtime: python3\.13/);
    assert.deepEqual(fn, {
      name: fn.name,
      arn: `arn:aws:lambda:us-east-1:123456789012:function:${fn.name}`,
      logicalId: 'Fn',
      line: fn.line,
      runtime: 'python3.13',
      handler: 'index.handler',
      code: { kind: 'inline', source: 'def handler(event, context): return {}' },
      environment: {},
      timeoutMs: 3000,
      memoryMb: 128,
      qualifiers: { $LATEST: '$LATEST' },
      role: fn.role,
      permissions: [],
    });
  });

  it('has aliases with weights of versions', () => {
    const versions = `
  V1: { Type: AWS::Lambda::Version, Properties: { FunctionName: !Ref Fn } }
  V2: { Type: AWS::Lambda::Version, Properties: { FunctionName: !Ref Fn } }
  Live:
    Type: AWS::Lambda::Alias
    Properties:
      FunctionName: !Ref Fn
      Name: live
      FunctionVersion: !GetAtt V1.Version
      RoutingConfig: { AdditionalVersionWeights: [{ FunctionVersion: !GetAtt V2.Version, FunctionWeight: 0.25 }] }
`;
    const { fn, said } = functionIn((text) => text + versions);
    assert.deepEqual(fn.weights, { live: { 2: 0.25 } });
    assert.equal(said, '');
    assert.throws(
      () => functionIn((text) => text + versions.replace('0.25', '25')),
      /must be 0 to 1, not 25/,
    );
    assert.throws(
      () => functionIn((text) => text + versions.replace('!GetAtt V2.Version', '7')),
      /names version 7, which the template doesn't publish/,
    );
  });

  it('reads its environment, timeout and memory', () => {
    const { fn } = functionIn((text) =>
      text.replace(
        'Runtime:',
        'Timeout: 60\n      MemorySize: 256\n      Environment: { Variables: { N: 1, R: !Ref AWS::Region } }\n      Runtime:',
      ),
    );
    assert.deepEqual([fn.timeoutMs, fn.memoryMb, fn.environment], [60_000, 256, { N: '1', R: 'us-east-1' }]);
  });

  it('its code may be a single source, which is all that would be packed', () => {
    const folder = mkdtempSync(join(tmpdir(), 'code-'));
    const path = join(folder, 'index.py');
    writeFileSync(path, 'def handler(event, context): pass');
    const file = join(folder, 'orders.yaml');
    writeFileSync(file, `Resources:${aRestApi}${aFunction.replace(/Code: .*/, 'Code: ./index.py')}`);
    const { deployment } = loadDefinition([sourceOf(file)]);
    assert.deepEqual(deployment.stacks[0]?.functions[0]?.code, {
      kind: 'files',
      files: [{ name: 'index.py', path }],
    });
    rmSync(folder, { recursive: true });
  });

  it('its code may be a folder beside the template', () => {
    const folder = mkdtempSync(join(tmpdir(), 'code-'));
    mkdirSync(join(folder, 'src'));
    const file = join(folder, 'orders.yaml');
    writeFileSync(file, `Resources:${aRestApi}${aFunction.replace(/Code: .*/, 'Code: ./src')}`);
    const { deployment } = loadDefinition([sourceOf(file)]);
    assert.deepEqual(deployment.stacks[0]?.functions[0]?.code, { kind: 'folder', path: join(folder, 'src') });
    rmSync(folder, { recursive: true });
  });

  const warned: [what: string, change: (text: string) => string, says: RegExp][] = [
    [
      'whose code lies in S3',
      (text) => text.replace(/Code: .*/, 'Code: { S3Bucket: b, S3Key: k }'),
      /lies in S3 \(s3:\/\/b\/k\); invocations fail/,
    ],
    [
      'with a dynamic reference',
      (text) =>
        text.replace('Runtime:', "Environment: { Variables: { K: '{{resolve:ssm:k}}' } }\n      Runtime:"),
      /Environment holds a dynamic reference, which is not resolved here/,
    ],
    [
      'with layers',
      (text) => text.replace('Runtime:', 'Layers: [x]\n      Runtime:'),
      /the layer x is not loaded/,
    ],
  ];
  for (const [what, change, says] of warned)
    it(`${what} loads with a warning`, () => {
      assert.match(functionIn(change).said, says);
    });
});
