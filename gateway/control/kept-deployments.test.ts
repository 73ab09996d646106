import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Deploying, deployingInto } from './deploying.fixture.ts';

interface Written {
  /** Path part → what it answers. */
  readonly routes: Readonly<Record<string, string>>;
  readonly deployment: string;
  readonly dependsOn?: readonly string[];
  readonly variables?: string;
}

/** A REST API of mocks. */
function template({ routes, deployment, dependsOn, variables = '{}' }: Written): string {
  const names = Object.keys(routes);
  const wanted = dependsOn ?? names;
  return `Resources:
  Api: { Type: AWS::ApiGateway::RestApi, Properties: { Name: api } }
${names
  .map(
    (name) => `  ${name}Path:
    Type: AWS::ApiGateway::Resource
    Properties: { RestApiId: !Ref Api, ParentId: !GetAtt Api.RootResourceId, PathPart: ${name} }
  ${name}Get:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !Ref ${name}Path
      HttpMethod: GET
      AuthorizationType: NONE
      MethodResponses: [{ StatusCode: 200 }]
      Integration:
        Type: MOCK
        RequestTemplates: { application/json: '{"statusCode": 200}' }
        IntegrationResponses: [{ StatusCode: 200, ResponseTemplates: { application/json: '${routes[name]}' } }]
`,
  )
  .join('')}  ${deployment}:
    Type: AWS::ApiGateway::Deployment
    DependsOn: [${wanted.map((name) => `${name}Get`).join(', ')}]
    Properties: { RestApiId: !Ref Api }
  Stage:
    Type: AWS::ApiGateway::Stage
    Properties: { RestApiId: !Ref Api, DeploymentId: !Ref ${deployment}, StageName: dev, Variables: ${variables} }
`;
}

describe('an update of a REST API', () => {
  let deploying: Deploying;

  before(async () => {
    deploying = await deployingInto();
  });
  after(() => deploying.gateway.close());

  const create = (name: string, written: Written) => deploying.create(name, template(written));
  const update = (name: string, written: Written) => deploying.update(name, template(written));
  /** Status of a route, or what it answers. */
  const ask = async (stack: string, path: string): Promise<string | number> => {
    const url = deploying.gateway.stacks.find(({ name }) => name === stack)?.apis[0]?.invokeUrl;
    const answer = await fetch(`${url}/${path}`);
    return answer.ok ? answer.text() : answer.status;
  };

  it('that keeps its deployment’s logical id goes on serving the old snapshot, and says why', async () => {
    await create('kept', { routes: { a: 'a1' }, deployment: 'One' });
    await update('kept', { routes: { a: 'a2', b: 'b' }, deployment: 'One' });
    assert.deepEqual([await ask('kept', 'a'), await ask('kept', 'b')], ['a1', 403]);
    assert.deepEqual(
      deploying.warnings.map(({ resource, message }) => `${resource}: ${message}`),
      [
        "One: the deployment keeps its logical id, so it isn't made anew and its stages serve the API as it was, as on AWS: without GET /b, with the old GET /a (give it a new logical id)",
      ],
    );
    await update('kept', { routes: { a: 'a3', b: 'b' }, deployment: 'One', variables: '{ v: 1 }' });
    assert.deepEqual([await ask('kept', 'a'), await ask('kept', 'b')], ['a1', 403]);
  });

  it('with a deployment of a new logical id serves what is there now', async () => {
    await create('anew', { routes: { a: 'a1' }, deployment: 'One' });
    await update('anew', { routes: { a: 'a2', b: 'b' }, deployment: 'Two' });
    assert.deepEqual([await ask('anew', 'a'), await ask('anew', 'b')], ['a2', 'b']);
    assert.deepEqual(deploying.warnings, []);
  });

  it('serves a removed route until the deployment after, as CloudFormation deletes last', async () => {
    await create('removed', { routes: { a: 'a', b: 'b' }, deployment: 'One' });
    await update('removed', { routes: { a: 'a' }, deployment: 'Two' });
    assert.deepEqual([await ask('removed', 'a'), await ask('removed', 'b')], ['a', 'b']);
    assert.match(deploying.warnings[0]?.message ?? '', /is made before GET \/b is deleted/);
    await update('removed', { routes: { a: 'a' }, deployment: 'Three' });
    assert.deepEqual([await ask('removed', 'a'), await ask('removed', 'b')], ['a', 403]);
  });

  it('serves nothing of the OpenAPI document before, where the API has one', async () => {
    const imported = (paths: readonly string[], deployment: string) => `Resources:
  Api: { Type: AWS::ApiGateway::RestApi, Properties: { Body: { openapi: 3.0.1, info: { title: api }, paths: { ${paths
    .map((path) => `${path}: { get: { x-amazon-apigateway-integration: { type: mock } } }`)
    .join(', ')} } } } }
  ${deployment}: { Type: AWS::ApiGateway::Deployment, Properties: { RestApiId: !Ref Api, StageName: dev } }
`;
    deploying.warnings.length = 0;
    await deploying.create('imported', imported(['/a', '/b'], 'One'));
    assert.deepEqual(deploying.warnings, []);
    await deploying.update('imported', imported(['/a'], 'Two'));
    assert.deepEqual([await ask('imported', 'a'), await ask('imported', 'b')], [500, 403]);
    assert.deepEqual(deploying.warnings, []);
  });

  it('makes a new deployment with the methods that were there before, waited for or not', async () => {
    await create('before', { routes: { a: 'a', b: 'b' }, deployment: 'One' });
    await update('before', { routes: { a: 'a', b: 'b', c: 'c' }, deployment: 'Two', dependsOn: ['a'] });
    assert.deepEqual(
      [await ask('before', 'a'), await ask('before', 'b'), await ask('before', 'c')],
      ['a', 'b', 403],
    );
  });

  it('that takes a change back is as new', async () => {
    await create('back', { routes: { a: 'a1' }, deployment: 'One' });
    await update('back', { routes: { a: 'a2' }, deployment: 'One' });
    await update('back', { routes: { a: 'a1' }, deployment: 'One' });
    assert.equal(await ask('back', 'a'), 'a1');
    assert.deepEqual(deploying.warnings, []);
  });
});
