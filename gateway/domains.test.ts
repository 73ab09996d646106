import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import {
  APIGatewayClient,
  GetBasePathMappingsCommand,
  GetDomainNamesCommand,
} from '@aws-sdk/client-api-gateway';
import {
  ApiGatewayV2Client,
  GetApiMappingsCommand,
  GetDomainNamesCommand as GetDomainNames2Command,
} from '@aws-sdk/client-apigatewayv2';
import { backend, callOf, httpApi, httpStage, restApi, restMethod } from './api.fixture.ts';
import { createDomainRouter } from './domains.ts';
import { serveHttp } from './http/serve.ts';
import { type LocalGateway, startGateway } from './main.ts';
import type { ApiMapping, Stack } from './model.ts';
import { serveRest } from './rest/serve.ts';

const mapping = (domainName: string, key: string): ApiMapping => ({
  id: key,
  domainName,
  key,
  apiId: `api-${key}`,
  stage: 'dev',
});

describe('a path on a custom domain', () => {
  const apiMappings = ['', 'orders', 'orders/v1/items', 'orders/v2'].map((key) =>
    mapping('api.example.com', key),
  );
  const stack = { domains: [], apiMappings: [...apiMappings, mapping('*.wild.example.com', 'only')] };
  const route = createDomainRouter({ stacks: [stack as unknown as Stack] });
  const keyFor = (host: string, path: string): string | null => {
    const match = route?.match(host, path) ?? null;
    return match?.kind === 'mapped' ? match.to.domain.basePath : (match?.kind ?? null);
  };

  it('goes to the mapping with the longest key of whole segments that it begins with, else to the one without', () => {
    for (const [path, key] of [
      ['/orders', 'orders'],
      ['/orders/', 'orders'],
      ['/orders/v1/items', 'orders/v1/items'],
      ['/orders/v1/items/7', 'orders/v1/items'],
      ['/orders/v1/itemsx', 'orders'],
      ['/orders/v2/x', 'orders/v2'],
      ['/orders-2', ''],
      ['/Orders', ''],
      ['/', ''],
    ] as const)
      assert.equal(keyFor('api.example.com', path), key, path);
  });

  it('is found by the host name in any case and with any port; other hosts are not its business', () => {
    assert.equal(keyFor('API.example.com:4010', '/orders'), 'orders');
    assert.equal(keyFor('example.com', '/orders'), null);
    assert.equal(keyFor('127.0.0.1:80', '/orders'), null);
  });

  it('may be of a wildcard’s own subdomains, one level deep, and is refused where no mapping takes it', () => {
    assert.equal(keyFor('a.wild.example.com', '/only/x'), 'only');
    assert.equal(keyFor('a.wild.example.com', '/other'), 'unmapped');
    assert.equal(keyFor('a.b.wild.example.com', '/only'), null);
  });

  it('needs a certificate where the domain that takes it has a trust store, whatever the wildcard above has', () => {
    const uri = 's3://certificates/truststore.pem';
    const domains = [{ name: '*.wild.example.com', unsupported: null, mutualTls: { truststoreUri: uri } }];
    const mappings = [mapping('*.wild.example.com', ''), mapping('open.wild.example.com', '')];
    const router = createDomainRouter({
      stacks: [{ domains, apiMappings: mappings } as unknown as Stack],
    });
    const names = ['A.wild.example.com', 'open.wild.example.com', 'example.com'];
    assert.deepEqual(
      names.map((name) => router?.truststoreUriOf(name)),
      [uri, null, null],
    );
  });
});

describe('the event of a request to a custom domain', () => {
  const domain = { name: 'api.example.com', basePath: 'shop/v1', stage: 'dev' };

  it('of a REST API shows the path as it was sent', async () => {
    const api = restApi({ '/users/{id}': [restMethod('GET')] }, { disableExecuteApiEndpoint: true });
    const event = async (path: string, called: Parameters<typeof callOf>[1]) => {
      const behind = backend({});
      const { status } = await serveRest(api, behind).answer(callOf(path, called));
      const [one = {}] = behind.events;
      const context = (one.requestContext ?? {}) as Record<string, unknown>;
      return [
        status,
        one.path,
        context.path,
        one.resource,
        context.stage,
        context.domainName,
        context.domainPrefix,
      ];
    };
    const rest = ['/users/{id}', 'dev', 'api.example.com', 'api'];
    assert.deepEqual(await event('/shop/v1/users/7', { domain }), [
      200,
      '/shop/v1/users/7',
      '/shop/v1/users/7',
      ...rest,
    ]);
    assert.deepEqual(await event('/shop/v1/dev/users/7', { domain: { ...domain, stage: null } }), [
      200,
      '/shop/v1/dev/users/7',
      '/shop/v1/dev/users/7',
      ...rest,
    ]);
    assert.equal((await event('/dev/users/7', {}))[0], 403);
  });

  it('of an HTTP API hides the base path in format 2.0, and shows it in 1.0', async () => {
    const event = async (payloadFormatVersion: '1.0' | '2.0') => {
      const behind = backend({ statusCode: 200 });
      const api = httpApi(['GET /users/{id}'], {
        stages: [httpStage('dev')],
        disableExecuteApiEndpoint: true,
      });
      const routes = api.routes.map((route) => ({
        ...route,
        integration: { ...route.integration, payloadFormatVersion },
      })) as typeof api.routes;
      const served = serveHttp({ ...api, routes }, behind);
      assert.equal((await served.answer(callOf('/dev/users/7'))).status, 404);
      assert.equal((await served.answer(callOf('/shop/v1/users/7', { domain }))).status, 200);
      return behind.events[0] ?? {};
    };
    const two = await event('2.0');
    const context = two.requestContext as { domainName: string; domainPrefix: string };
    assert.deepEqual(
      [two.rawPath, context.domainName, context.domainPrefix],
      ['/dev/users/7', 'api.example.com', 'api'],
    );
    assert.equal((await event('1.0')).path, '/shop/v1/users/7');
  });
});

const template = `
Resources:
  Rest: { Type: AWS::ApiGateway::RestApi, Properties: { Name: rest } }
  Get:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Rest
      ResourceId: !GetAtt Rest.RootResourceId
      HttpMethod: GET
      AuthorizationType: NONE
      Integration:
        Type: MOCK
        RequestTemplates: { application/json: '{"statusCode": 200}' }
        IntegrationResponses: [{ StatusCode: 200, ResponseTemplates: { application/json: $context.domainName } }]
      MethodResponses: [{ StatusCode: 200 }]
  Deployment: { Type: AWS::ApiGateway::Deployment, DependsOn: Get, Properties: { RestApiId: !Ref Rest, StageName: dev } }
  Domain:
    Type: AWS::ApiGateway::DomainName
    Properties: { DomainName: Api.Example.com, RegionalCertificateArn: "arn:c", EndpointConfiguration: { Types: [REGIONAL] }, MutualTlsAuthentication: { TruststoreUri: s3://certificates/ca.pem } }
  Mapping:
    Type: AWS::ApiGateway::BasePathMapping
    DependsOn: Deployment
    Properties: { DomainName: !Ref Domain, RestApiId: !Ref Rest, Stage: dev, BasePath: shop }
  RulesDomain:
    Type: AWS::ApiGatewayV2::DomainName
    Properties: { DomainName: rules.example.com, RoutingMode: ROUTING_RULE_ONLY, DomainNameConfigurations: [{ CertificateArn: "arn:c" }] }
Outputs:
  Target: { Value: !GetAtt Domain.RegionalDomainName }
`;

describe('a gateway with custom domains', () => {
  let gateway: LocalGateway;
  const folder = mkdtempSync(join(tmpdir(), 'domains-'));
  before(async () => {
    const file = join(folder, 'template.yaml');
    writeFileSync(file, template);
    gateway = await startGateway({ sources: [{ file, stackName: 'domains' }] });
  });
  after(async () => {
    await gateway.close();
    rmSync(folder, { recursive: true });
  });

  const get = (host: string, path: string): Promise<string> =>
    new Promise((resolve, reject) => {
      const headers = { Host: host };
      request(`${gateway.endpoint}${path}`, { headers }, (response) => {
        let body = '';
        response.on('data', (chunk) => {
          body += chunk;
        });
        response.on('end', () => resolve(`${response.statusCode} ${body}`));
      })
        .on('error', reject)
        .end();
    });

  it('serves them by Host header, and refuses paths without a mapping', async () => {
    assert.equal(await get('api.example.com', '/shop'), '200 api.example.com');
    assert.equal(await get('api.example.com', '/'), '403 {"message":"Forbidden"}');
    assert.equal(
      await get('api.example.com', '/shop/nothing'),
      '403 {"message":"Missing Authentication Token"}',
    );
  });

  it('answers 501 on one with routing rules, and says so at start', async () => {
    const reason = 'routing rules are not served yet';
    assert.equal(
      await get('rules.example.com', '/'),
      `501 {"message":"Not supported by the local gateway: ${reason}"}`,
    );
    assert.ok(gateway.warnings.some(({ message }) => message === `rules.example.com answers 501: ${reason}`));
  });

  it('tells the AWS SDK of domains and mappings, in both versions of the API', async () => {
    const client = {
      endpoint: gateway.endpoint,
      region: 'us-east-1',
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    };
    const [one, two] = [new APIGatewayClient(client), new ApiGatewayV2Client(client)];
    const { items = [] } = await one.send(new GetDomainNamesCommand({}));
    assert.deepEqual(
      items.map(({ domainName, endpointConfiguration }) => [domainName, endpointConfiguration?.types]),
      [
        ['api.example.com', ['REGIONAL']],
        ['rules.example.com', ['REGIONAL']],
      ],
    );
    const paths = await one.send(new GetBasePathMappingsCommand({ domainName: 'api.example.com' }));
    assert.deepEqual(
      paths.items?.map(({ basePath, stage }) => [basePath, stage]),
      [['shop', 'dev']],
    );
    const { Items = [] } = await two.send(new GetDomainNames2Command({}));
    const truststores = [
      items.map(({ mutualTlsAuthentication }) => mutualTlsAuthentication?.truststoreUri),
      Items.map(({ MutualTlsAuthentication }) => MutualTlsAuthentication?.TruststoreUri),
    ];
    const expected = ['s3://certificates/ca.pem', undefined];
    assert.deepEqual(truststores, [expected, expected]);
    const mappings = await two.send(new GetApiMappingsCommand({ DomainName: 'api.example.com' }));
    assert.deepEqual(
      mappings.Items?.map(({ ApiMappingKey }) => ApiMappingKey),
      ['shop'],
    );
  });
});
