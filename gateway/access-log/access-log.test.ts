import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import {
  functionArn,
  helloFunction,
  httpApi,
  httpRoute,
  httpStage,
  proxy,
  restApi,
  restMethod,
  stackOf,
} from '../api.fixture.ts';
import { type LocalGateway, serveDeployment } from '../main.ts';
import { mockMethod } from '../truth/watched.fixture.ts';
import { compileFormat } from './format.ts';
import { openAccessLogFiles } from './log-files.ts';

describe('the format of an access log', () => {
  const values: Readonly<Record<string, string | undefined>> = {
    requestId: 'id-1',
    'identity.userAgent': 'say "hi"\n\u007f',
    'error.messageString': '"Not Found"',
    'authorizer.claims.cognito:groups': 'admins',
    empty: '',
  };
  const lineOf = (format: string) => compileFormat<null>(format, (name) => () => values[name])(null);

  it('may be JSON, XML, CSV or CLF; what has no value is a dash', () => {
    assert.equal(lineOf('{"id":"$context.requestId","x":"$context.nothing.here"}'), '{"id":"id-1","x":"-"}');
    assert.equal(lineOf('<r id="$context.requestId">$context.empty</r>'), '<r id="id-1">-</r>');
    assert.equal(lineOf('$context.requestId,$context.requestId.\n'), 'id-1,id-1.');
    assert.equal(lineOf("$context.authorizer.claims['cognito:groups'] $input.body"), 'admins $input.body');
    assert.equal(lineOf('$context.error.messageString'), '"Not Found"');
    const json = compileFormat<null>('{"roles":$context.roles}', () => () => ({ json: '["a"]' }));
    assert.equal(json(null), '{"roles":["a"]}');
  });

  it('keeps whatever callers send on one line and inside of its text', () => {
    assert.equal(lineOf('"$context.identity.userAgent"'), '"say \\"hi\\"\\n\\u007f"');
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (sent) => {
        const line = compileFormat<null>('{"a":"$context.a"}', () => () => sent)(null);
        assert.deepEqual(JSON.parse(line), { a: sent === '' ? '-' : sent });
        assert.doesNotMatch(line, /[\r\n]/);
      }),
      { seed: 4, numRuns: 200 },
    );
  });
});

const format = (names: readonly string[]): string =>
  JSON.stringify(Object.fromEntries(names.map((name) => [name, `$context.${name}`])));

const restFormat = format([
  ...[
    'requestId',
    'httpMethod',
    'path',
    'resourcePath',
    'stage',
    'status',
    'responseLength',
    'responseLatency',
  ],
  ...['identity.sourceIp', 'identity.userAgent', 'domainName', 'protocol', 'apiId'],
  ...['integration.latency', 'integrationLatency', 'integration.status', 'integration.integrationStatus'],
  ...['integrationErrorMessage', 'error.message', 'error.responseType', 'authorizer.principalId'],
]);

const invoked = { ...proxy, timeoutMs: 5000, function: { arn: functionArn, mayInvoke: true } };
const forbidden = { ...invoked, function: { arn: functionArn, mayInvoke: false } };

const stack = stackOf({
  functions: [helloFunction(201)],
  apis: [
    restApi(
      {
        '/mock': [restMethod('GET', mockMethod)],
        '/users/{id}': [restMethod('GET', { integration: invoked })],
        '/closed': [restMethod('GET', { integration: forbidden })],
      },
      {
        id: 'rest123456',
        stages: [
          {
            name: 'dev',
            deploymentId: 'dep123',
            throttling: [],
            variables: {},
            tags: {},
            accessLog: { logGroup: '/aws/apigateway/shop', format: restFormat },
          },
          { name: 'quiet', deploymentId: 'dep123', throttling: [], variables: {}, tags: {} },
        ],
      },
    ),
    httpApi([httpRoute('GET /users/{id}', { integration: { ...invoked, payloadFormatVersion: '2.0' } })], {
      id: 'http123456',
      stages: [
        httpStage('$default', {
          accessLog: {
            logGroup: 'http-log',
            format:
              '$context.routeKey "$context.httpMethod $context.path" $context.status $context.integration.status $context.error.messageString $context.extendedRequestId',
          },
        }),
      ],
    }),
  ],
});

describe('a gateway that writes access logs', () => {
  const folder = mkdtempSync(join(tmpdir(), 'access-logs-'));
  let gateway: LocalGateway;
  const requestIds: string[] = [];
  let rest: Record<string, string>[] = [];
  let http: string[] = [];
  before(async () => {
    gateway = await serveDeployment({ stacks: [stack] }, { warnings: [], accessLogs: join(folder, 'logs') });
    const get = async (path: string) => {
      const answer = await fetch(`${gateway.endpoint}/_api/${path}`, { headers: { 'User-Agent': 'a "b"' } });
      await answer.arrayBuffer();
      return answer.headers.get('x-amzn-requestid') ?? answer.headers.get('apigw-requestid') ?? '';
    };
    const paths = ['dev/mock', 'dev/users/7', 'dev/closed', 'dev/none', 'quiet/mock'];
    for (const path of paths) requestIds.push(await get(`rest123456/${path}`));
    for (const path of ['users/7', 'none']) requestIds.push(await get(`http123456/${path}`));
    await gateway.close();
    const lines = (name: string) =>
      readFileSync(join(folder, 'logs', name), 'utf8')
        .trimEnd()
        .split('\n');
    rest = lines('aws-apigateway-shop.log').map((line) => JSON.parse(line) as Record<string, string>);
    http = lines('http-log.log');
  });
  after(() => rmSync(folder, { recursive: true }));

  it('has a file for each log group, with every request up to the end, in order', () => {
    assert.deepEqual(readdirSync(join(folder, 'logs')).sort(), ['aws-apigateway-shop.log', 'http-log.log']);
    assert.deepEqual(
      rest.map(({ requestId }) => requestId),
      requestIds.slice(0, 4),
    );
  });

  it('tells of REST requests what they were, what the integration did, and what went wrong', () => {
    const [mock, invokedOne, closed, none] = rest;
    assert.deepEqual(
      [mock?.path, mock?.resourcePath, mock?.stage, mock?.status, mock?.['identity.userAgent']],
      ['/dev/mock', '/mock', 'dev', '200', 'a "b"'],
    );
    assert.deepEqual(
      [mock?.domainName, mock?.['authorizer.principalId']],
      ['rest123456.execute-api.us-east-1.amazonaws.com', '-'],
    );
    assert.deepEqual(
      [
        invokedOne?.status,
        invokedOne?.responseLength,
        invokedOne?.['integration.status'],
        invokedOne?.['integration.integrationStatus'],
      ],
      ['201', '5', '201', '200'],
    );
    assert.match(invokedOne?.['integration.latency'] ?? '', /^\d+$/);
    assert.equal(invokedOne?.integrationLatency, invokedOne?.['integration.latency']);
    assert.ok(Number(invokedOne?.responseLatency) >= Number(invokedOne?.integrationLatency));
    assert.deepEqual(
      [closed?.status, closed?.['error.message'], closed?.['integration.latency']],
      ['500', 'Internal server error', '-'],
    );
    assert.match(closed?.integrationErrorMessage ?? '', /no permission to invoke/);
    assert.deepEqual(
      [none?.status, none?.['error.responseType'], none?.resourcePath],
      ['403', 'MISSING_AUTHENTICATION_TOKEN', '-'],
    );
  });

  it('tells the same of HTTP APIs', () => {
    assert.equal(http[0], `GET /users/{id} "GET /users/7" 201 201 - ${requestIds[5]}`);
    assert.equal(http[1], `- "GET /none" 404 - "Not Found" ${requestIds[6]}`);
  });
});

describe('a folder of access logs', () => {
  it('goes on where its files ended', () => {
    const folder = mkdtempSync(join(tmpdir(), 'access-logs-'));
    for (const line of ['one', 'two']) {
      const files = openAccessLogFiles(folder, assert.fail);
      files.open('a')(line);
      files.close();
    }
    assert.equal(readFileSync(join(folder, 'a.log'), 'utf8'), 'one\ntwo\n');
    rmSync(folder, { recursive: true });
  });

  it('that can’t be one is refused by name, and no name leaves it', () => {
    const folder = mkdtempSync(join(tmpdir(), 'access-logs-'));
    writeFileSync(join(folder, 'file'), '');
    assert.throws(() => openAccessLogFiles(join(folder, 'file'), assert.fail), /can't take access logs/);
    const files = openAccessLogFiles(join(folder, 'logs'), assert.fail);
    files.open('../../outside')('line');
    files.close();
    assert.ok(existsSync(join(folder, 'logs', '..-..-outside.log')));
    rmSync(folder, { recursive: true });
  });
});

it('a gateway that writes none says which stages ask for an access log', async () => {
  const gateway = await serveDeployment({ stacks: [stack] }, { warnings: [] });
  await gateway.close();
  assert.deepEqual(
    gateway.warnings.map(({ message, advice }) => [message, advice]),
    [
      ['the stage dev asks for an access log, and none is written (--access-logs DIR writes them)', true],
      [
        'the stage $default asks for an access log, and none is written (--access-logs DIR writes them)',
        true,
      ],
    ],
  );
});
