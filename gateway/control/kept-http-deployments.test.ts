import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Deploying, deployingInto } from './deploying.fixture.ts';

interface Written {
  /** Path part → what it answers. */
  readonly routes: Readonly<Record<string, string>>;
  readonly deployment: string;
  readonly dependsOn?: readonly string[];
}

/** An HTTP API with a stage `dev` of the deployment, and `auto` that is deployed by itself. */
function template({ routes, deployment, dependsOn }: Written): string {
  const names = Object.keys(routes);
  const wanted = dependsOn ?? names;
  return `Resources:
  Api: { Type: AWS::ApiGatewayV2::Api, Properties: { Name: api, ProtocolType: HTTP } }
${names
  .map(
    (name) => `  ${name}Fn:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: nodejs20.x
      Handler: index.handler
      Role: arn:aws:iam::123456789012:role/r
      Code: { ZipFile: "exports.handler = async () => '${routes[name]}';" }
  ${name}May: { Type: AWS::Lambda::Permission, Properties: { FunctionName: !Ref ${name}Fn, Action: lambda:InvokeFunction, Principal: apigateway.amazonaws.com } }
  ${name}To:
    Type: AWS::ApiGatewayV2::Integration
    Properties: { ApiId: !Ref Api, IntegrationType: AWS_PROXY, IntegrationUri: !GetAtt ${name}Fn.Arn, PayloadFormatVersion: '2.0', TimeoutInMillis: ${routes[name]?.length ?? 0}000 }
  ${name}: { Type: AWS::ApiGatewayV2::Route, Properties: { ApiId: !Ref Api, RouteKey: GET /${name}, Target: !Sub 'integrations/\${${name}To}' } }
`,
  )
  .join(
    '',
  )}  ${deployment}: { Type: AWS::ApiGatewayV2::Deployment, DependsOn: [${wanted.join(', ')}], Properties: { ApiId: !Ref Api } }
  Stage: { Type: AWS::ApiGatewayV2::Stage, Properties: { ApiId: !Ref Api, DeploymentId: !Ref ${deployment}, StageName: dev } }
  Auto: { Type: AWS::ApiGatewayV2::Stage, Properties: { ApiId: !Ref Api, AutoDeploy: true, StageName: auto } }
`;
}

describe('an update of an HTTP API', () => {
  let deploying: Deploying;

  before(async () => {
    deploying = await deployingInto();
  });
  after(() => deploying.gateway.close());

  const create = (name: string, written: Written) => deploying.create(name, template(written));
  const update = (name: string, written: Written) => deploying.update(name, template(written));
  const said = () => deploying.warnings.map(({ resource, message }) => `${resource}: ${message}`);
  /** Of the deployed stage and of the other one: status, or what a route answers. */
  const ask = (stack: string, path: string) => {
    const api = deploying.gateway.stacks.find(({ name }) => name === stack)?.apis ?? [];
    const urls = ['dev', 'auto'].map((name) => api.find(({ stage }) => stage === name)?.invokeUrl);
    return Promise.all(
      urls.map(async (url) => {
        const answer = await fetch(`${url}/${path}`);
        return answer.ok ? answer.text() : answer.status;
      }),
    );
  };

  it('that keeps its deployment’s logical id goes on serving the old routes, and says why; AutoDeploy doesn’t', async () => {
    await create('kept', { routes: { a: 'one' }, deployment: 'One' });
    await update('kept', { routes: { a: 'three', b: 'b' }, deployment: 'One' });
    assert.deepEqual(await ask('kept', 'b'), [404, 'b']);
    assert.deepEqual(said(), [
      "One: the deployment keeps its logical id, so it isn't made anew and its stages serve the API as it was, as on AWS: without GET /b, with the old GET /a (give it a new logical id)",
    ]);
  });

  it('with a new deployment serves what is there when that is made: removed routes too, but none that comes after it', async () => {
    await create('made', { routes: { a: 'a', gone: 'g' }, deployment: 'One' });
    await update('made', { routes: { a: 'a', b: 'b', late: 'l' }, deployment: 'Two', dependsOn: ['a', 'b'] });
    assert.deepEqual(await ask('made', 'b'), ['b', 'b']);
    assert.deepEqual(await ask('made', 'late'), [404, 'l']);
    // Its function is gone.
    assert.deepEqual(await ask('made', 'gone'), [500, 404]);
    assert.deepEqual(said(), [
      'Two: the deployment is made without GET /late: it answers 404, as on AWS (add DependsOn late)',
      'Two: the deployment is made before GET /gone is deleted, so it is still served, as on AWS (the next deployment will be without)',
    ]);
  });
});
