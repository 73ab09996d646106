import assert from 'node:assert/strict';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { loadDefinition, sourceOf, sourcesIn } from './load-definition.ts';
import { aRestApi, httpApiOf, loadText, restApiOf } from './written-template.fixture.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const definitions = join(root, '../shared/facts/definitions');

describe('templates at hand', () => {
  const isThere = existsSync(definitions);
  it('each of the recorded definitions loads', {
    skip: isThere ? false : `${definitions} isn't there`,
  }, () => {
    for (const name of readdirSync(definitions)) {
      const file = join(definitions, name);
      const parameters = readFileSync(file, 'utf8').includes('BackendUrl:')
        ? { BackendUrl: 'http://127.0.0.1:9' }
        : {};
      const { deployment } = loadDefinition([{ ...sourceOf(file), parameters }]);
      assert.ok(
        deployment.stacks[0]?.apis.some(({ stages }) => stages.length > 0),
        name,
      );
    }
  });

  it('the CloudFormation stacks of this project load without a warning', () => {
    const templates = sourcesIn(join(root, 'stacks')).filter(({ file }) => /\.(ya?ml|json)$/.test(file));
    const { deployment, warnings } = loadDefinition(templates);
    assert.deepEqual(warnings, []);
    const [lambdaApi, myApi] = deployment.stacks;
    assert.equal(lambdaApi?.name, 'lambda-api');
    assert.deepEqual(lambdaApi.outputs, []);
    const lambdaRest = restApiOf(lambdaApi);
    assert.equal(lambdaRest.endpointType, 'EDGE');
    assert.deepEqual(
      lambdaRest.stages.map(({ name }) => name),
      ['v0'],
    );
    const post = lambdaRest.pathResources.find(({ path }) => path === '/lambda')?.methods[0];
    assert.ok(post?.integration.type === 'AWS_PROXY' && post.integration.function.mayInvoke);
    assert.equal(myApi?.name, 'my-api');
    const paths = restApiOf(myApi)
      .pathResources.map(({ path }) => path)
      .sort();
    assert.deepEqual(paths, ['/', '/hello', '/search', '/users', '/users/{id}']);
    const keys = httpApiOf(myApi).routes.map(({ routeKey }) => routeKey);
    for (const key of ['GET /hello', 'GET /users', 'GET /users/{id}', 'GET /search', 'POST /users'])
      assert.ok(keys.includes(key), key);
    for (const { integration } of httpApiOf(myApi).routes)
      assert.ok(integration.type === 'AWS_PROXY' && integration.function.mayInvoke);
  });
});

describe('sources', () => {
  it('are the child folders that hold a template, except faults, called as the folder', () => {
    const folder = mkdtempSync(join(tmpdir(), 'sources-'));
    for (const [child, name] of [
      ['b', 'template.json'],
      ['a', 'template.yml'],
      ['faults', 'template.yaml'],
      ['empty', 'readme'],
    ] as const) {
      mkdirSync(join(folder, child));
      writeFileSync(join(folder, child, name), '');
    }
    assert.deepEqual(sourcesIn(folder), [
      { file: join(folder, 'a', 'template.yml'), stackName: 'a' },
      { file: join(folder, 'b', 'template.json'), stackName: 'b' },
    ]);
    assert.deepEqual(sourcesIn(join(folder, 'nowhere')), []);
    rmSync(folder, { recursive: true });
  });

  it('a single file is called as its folder for template.*, else as itself', () => {
    assert.equal(sourceOf('/x/orders/template.yaml').stackName, 'orders');
    assert.equal(sourceOf('/x/orders/users.yml').stackName, 'users');
    assert.equal(sourceOf('/x/out/Orders.template.json').stackName, 'Orders');
  });

  it('a file or folder whose name no stack can have lends it as far as it goes', () => {
    assert.equal(sourceOf('/x/orders_api.v1.yaml').stackName, 'orders-api-v1');
    assert.equal(sourceOf('/x/my orders/template.yaml').stackName, 'my-orders');
    assert.equal(sourceOf('/x/01-orders/template.yaml').stackName, 'stack-01-orders');
  });

  it('two templates of one name, a file that is not there, and a name that no stack can have are refused', () => {
    assert.throws(
      () => loadDefinition([sourceOf('/a/x.yaml'), sourceOf('/b/x.yaml')]),
      /Two templates would make the stack x/,
    );
    assert.throws(() => loadDefinition([sourceOf('/nowhere/x.yaml')]), {
      name: 'DefinitionError',
      file: '/nowhere/x.yaml',
    });
    const named = { file: '/nowhere/x.yaml', stackName: '1_x' };
    assert.throws(() => loadDefinition([named]), /can't be called "1_x"/);
  });
});

describe('a stack', () => {
  it('is the same at every start: ids, names, ARNs', () => {
    const text = `Resources:${aRestApi}`;
    const [one, two] = [loadText(text).stack, loadText(text).stack];
    assert.deepEqual({ ...one.apis[0], createdAt: '' }, { ...two.apis[0], createdAt: '' });
    assert.match(restApiOf(one).id, /^[a-z0-9]{10}$/);
    assert.deepEqual(one.resources, two.resources);
  });

  it('loads from JSON as from YAML', () => {
    const resources = {
      Api: { Type: 'AWS::ApiGatewayV2::Api', Properties: { Name: 'a', ProtocolType: 'HTTP' } },
      Stage: {
        Type: 'AWS::ApiGatewayV2::Stage',
        Properties: { ApiId: { Ref: 'Api' }, StageName: '$default', AutoDeploy: true },
      },
    };
    for (const indent of [0, 2, '\t']) {
      const { stack } = loadText(JSON.stringify({ Resources: resources }, null, indent), {
        name: 'test.json',
      });
      assert.equal(httpApiOf(stack).stages[0]?.name, '$default');
    }
  });

  it('resolves parameters, mappings, conditions and pseudo parameters into its outputs, as on AWS', () => {
    const text = `
Parameters:
  Env: { Type: String, Default: dev }
  Zones: { Type: CommaDelimitedList, Default: "a, b" }
Mappings: { Names: { dev: { long: development }, prod: { long: production } } }
Conditions: { IsProd: !Equals [!Ref Env, prod] }
Resources:${aRestApi}
  OnlyProd: { Type: AWS::SNS::Topic, Condition: IsProd }
Outputs:
  Long: { Value: !FindInMap [Names, !Ref Env, long] }
  Kind: { Value: !If [IsProd, live, play], Description: which }
  Zone: { Value: !Select [1, !Ref Zones] }
  Topic: { Condition: IsProd, Value: !Ref OnlyProd }
  Stack: { Value: !Sub "\${AWS::StackName} \${AWS::AccountId} \${AWS::Region} \${AWS::Partition} \${AWS::URLSuffix}" }
`;
    const values = (Env: string) =>
      Object.fromEntries(
        loadText(text, { parameters: { Env } }).stack.outputs.map(({ key, value }) => [key, value]),
      );
    const stack = 'test 123456789012 us-east-1 aws amazonaws.com';
    assert.deepEqual(values('dev'), { Long: 'development', Kind: 'play', Zone: 'b', Stack: stack });
    const prod = values('prod');
    assert.equal(prod.Long, 'production');
    assert.match(prod.Topic ?? '', /^arn:aws:sns:us-east-1:123456789012:test-OnlyProd-[A-Z0-9]{12}$/);
  });

  it('imports what another exports, whichever is loaded first', () => {
    const folder = mkdtempSync(join(tmpdir(), 'exports-'));
    const write = (name: string, more: string) => {
      writeFileSync(join(folder, `${name}.yaml`), `Resources:${aRestApi}${more}`);
      return sourceOf(join(folder, `${name}.yaml`));
    };
    const first = write('first', 'Outputs: { O: { Value: !ImportValue shared } }\n');
    const second = write('second', 'Outputs: { O: { Value: x1, Export: { Name: shared } } }\n');
    const { deployment } = loadDefinition([first, second]);
    assert.deepEqual(
      deployment.stacks.map(({ name, outputs }) => [name, outputs[0]?.value]),
      [
        ['first', 'x1'],
        ['second', 'x1'],
      ],
    );
    const alone = loadDefinition([first]);
    assert.equal(alone.deployment.stacks[0]?.outputs[0]?.value, 'made-up-shared');
    assert.deepEqual(
      alone.warnings.map(({ line, message }) => [line === null, message]),
      [
        [
          false,
          'no stack at hand exports shared: its value is made up (load the template of the stack that does, too)',
        ],
      ],
    );
    rmSync(folder, { recursive: true });
  });

  it('sums up in one line what is off the request path, and gives it stable names', () => {
    const { stack, warnings } = loadText(`Resources:${aRestApi}
  Orders: { Type: AWS::DynamoDB::Table }
  Users: { Type: AWS::DynamoDB::Table }
  Alarm: { Type: AWS::CloudWatch::Alarm, Properties: { Anything: !GetAtt Orders.StreamArn } }
`);
    assert.deepEqual(
      warnings.map(({ message }) => message),
      ['off the request path and inert here: 2 × AWS::DynamoDB::Table, AWS::CloudWatch::Alarm'],
    );
    assert.match(
      stack.resources.find(({ logicalId }) => logicalId === 'Orders')?.physicalId ?? '',
      /^test-Orders-[A-Z0-9]{12}$/,
    );
  });
});
