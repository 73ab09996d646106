import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { loadDefinition } from './load-definition.ts';
import { inFolder } from './written-folder.fixture.ts';
import { restApiOf } from './written-template.fixture.ts';

const document = `openapi: "3.0.1"
info: { title: pets, version: "1" }
paths:
  /pets:
    get:
      responses: { "200": { description: ok } }
      x-amazon-apigateway-integration:
        type: http_proxy
        httpMethod: GET
        uri: { Fn::Sub: "https://pets.\${AWS::Region}.example.com/" }
`;

const template = (include: string) => `Transform: AWS::Serverless-2016-10-31
Resources:
  Api:
    Type: AWS::Serverless::Api
    Properties:
      StageName: prod
      DefinitionBody:
${include}
`;

const included = (location: string) =>
  template(
    `        Fn::Transform: { Name: AWS::Include, Parameters: { Location: ${JSON.stringify(location)} } }`,
  );

const loaded = (files: Record<string, string>) =>
  inFolder(files, (folder) => {
    const [stack] = loadDefinition([
      { file: join(folder, 'template.yaml'), stackName: 'pets', parameters: {} },
    ]).deployment.stacks;
    if (stack === undefined) throw new Error('no stack');
    return stack;
  });

describe('AWS::Include', () => {
  it('reads the document beside the template, and evaluates what it says', () => {
    const stack = loaded({ 'template.yaml': included('./api.yaml'), 'api.yaml': document });
    const pets = restApiOf(stack).pathResources.find(({ path }) => path === '/pets');
    assert.match(JSON.stringify(pets?.methods), /https:\/\/pets\.us-east-1\.example\.com\//);
  });

  it('stands beside other entries, which come first, and has a short form', () => {
    const beside = template(`        info: { title: mine, version: "2" }
        Fn::Transform: { Name: AWS::Include, Parameters: { Location: api.yaml } }`);
    assert.equal(restApiOf(loaded({ 'template.yaml': beside, 'api.yaml': document })).name, 'mine');
    const short = template('        !Transform { Name: AWS::Include, Parameters: { Location: api.yaml } }');
    assert.equal(restApiOf(loaded({ 'template.yaml': short, 'api.yaml': document })).name, 'pets');
  });

  const refused = (template: string, message: RegExp, files: Record<string, string> = {}) =>
    assert.throws(() => loaded({ 'template.yaml': template, ...files }), {
      message,
      line: 8,
    });

  it('says what keeps it from being read, with the line that names it', () => {
    refused(included('s3://bucket/api.yaml'), /lies in S3/);
    refused(included('./missing.yaml'), /names \.\/missing\.yaml, which can't be read/);
    const other = template('        Fn::Transform: { Name: Shout, Parameters: {} }');
    refused(other, /^The macro Shout runs in AWS alone\.$/);
  });

  it('refuses an include in what is included', () => {
    const again = `Fn::Transform: { Name: AWS::Include, Parameters: { Location: api.yaml } }\n`;
    assert.throws(() => loaded({ 'template.yaml': included('api.yaml'), 'api.yaml': again }), {
      message: 'What is included includes nothing itself.',
    });
  });
});
