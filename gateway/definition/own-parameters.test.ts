import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { withOwnParameters } from './own-parameters.ts';

describe('a parameter given to several templates', () => {
  const folder = mkdtempSync(join(tmpdir(), 'parameters-'));
  after(() => rmSync(folder, { recursive: true }));
  const source = (name: string, declares: string, parameters: Record<string, string>) => {
    const file = join(folder, `${name}.yaml`);
    const resources = 'Resources: { Api: { Type: AWS::ApiGateway::RestApi, Properties: { Name: api } } }';
    writeFileSync(file, `Parameters: { ${declares}: { Type: String, Default: x } }\n${resources}`);
    return { file, stackName: name, parameters };
  };

  it('is for those that declare it', () => {
    const given = { Stage: 'prod', Size: '3' };
    const sources = withOwnParameters([source('one', 'Stage', given), source('two', 'Size', given)]);
    assert.deepEqual(
      sources.map(({ parameters }) => parameters),
      [{ Stage: 'prod' }, { Size: '3' }],
    );
  });

  it('is told before anything that it decides is read', () => {
    const file = join(folder, 'loop.yaml');
    const loop = "Fn::ForEach::T: [N, !Ref Names, { 'T&{N}': { Type: AWS::SNS::Topic } }]";
    const parameters = { Names: 'A,B' };
    writeFileSync(
      file,
      `Transform: AWS::LanguageExtensions\nParameters: { Names: { Type: CommaDelimitedList } }\nResources: { ${loop} }`,
    );
    assert.deepEqual(withOwnParameters([{ file, stackName: 'loop', parameters }])[0]?.parameters, parameters);
  });

  it('is a mistake where none declares it, and the nearest name is told', () => {
    const given = { Stge: 'prod' };
    assert.throws(() => withOwnParameters([source('one', 'Stage', given), source('two', 'Size', given)]), {
      message: 'The parameter Stge was given, but no template declares it.',
      next: ['Did you mean Stage?'],
    });
  });
});
