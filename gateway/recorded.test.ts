import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, it, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type LocalGateway, startGateway } from './main.ts';
import { type RawResponse, rawRequest } from './raw-client.fixture.ts';

/** Answers recorded from AWS, as executable cases; they lie beside the project and are read in place. */
const facts = fileURLToPath(new URL('../../shared/facts/', import.meta.url));

/** What the gateway doesn't serve yet, by definition or by case. */
const notServedYet: Readonly<Record<string, string>> = {
  ...because('authorizers', [
    'sam-apikey-source-authorizer.yaml',
    'sls-http-lambda-authorizers.yaml',
    'tx-rest-authorizer-deny.yaml',
    'tx-rest-authorizer-broken.yaml',
    'chalice.rest.authorizer-missing',
  ]),
  ...because('API keys', ['rest.apikey.valid', 'tx-rest-api-key.yaml']),
  ...because('throttling', ['tx-rest-throttle.yaml']),
  ...because('resource policies', ['tx-rest-resource-policy.yaml']),
  ...because('canaries', ['rest-canary-0pct.yaml', 'rest-canary-100pct.yaml']),
  ...because('OpenAPI documents', [
    'rest-routing-import-ignore.yaml',
    'rest-routing-import-prepend.yaml',
    'rest-routing-import-split.yaml',
  ]),
  ...because('AWS integrations (non-proxy)', [
    'rest-headers-aws.yaml',
    'rest-lambda-custom-echo.yaml',
    'rest-lambda-custom-override.yaml',
    'rest-lambda-custom-response-headers.yaml',
    'rest-stage-variables-dev.yaml',
    'rest-stage-variables-local.yaml',
    'rest-vtl-input-path.yaml',
  ]),
  ...because('HTTP and HTTP_PROXY integrations', [
    'rest-headers-http.yaml',
    'rest-headers-http-proxy.yaml',
    'rest-http-post.yaml',
    'rest-http-any.yaml',
    'rest-http-proxy-post.yaml',
    'rest-http-proxy-any.yaml',
    'rest-http-proxy-mappings.yaml',
    'rest-http-status-selection.yaml',
    'rest-http-stage-variable-uri.yaml',
    'rest-http-context-mapping.yaml',
    'rest-vtl-input-body.yaml',
  ]),
  ...because('request parameter mappings', ['rest.hdr.AWS_PROXY.forbidden.authorization']),
};

function because(missing: string, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, `the gateway doesn't serve ${missing} yet`]));
}

interface RecordedCase {
  readonly id: string;
  readonly definition?: string;
  readonly given?: {
    readonly apiKey?: string;
    readonly requestsBefore?: number;
    readonly quotaUsedUp?: boolean;
  };
  readonly request: {
    readonly method: string;
    readonly path: string;
    readonly headers?: Readonly<Record<string, string | readonly string[]>>;
    readonly body?: unknown;
    readonly bodyBase64?: string;
  };
  readonly expect: {
    readonly status: number;
    readonly body?: unknown;
    readonly headers?: Readonly<Record<string, unknown>>;
    readonly event?: unknown;
    readonly backend?: unknown;
  };
}

function recordedCases(): Map<string, RecordedCase[]> {
  const byDefinition = new Map<string, RecordedCase[]>();
  for (const file of readdirSync(facts).filter((name) => name.endsWith('.json'))) {
    for (const recorded of JSON.parse(readFileSync(join(facts, file), 'utf8')) as RecordedCase[]) {
      if (recorded.definition === undefined) continue;
      const cases = byDefinition.get(recorded.definition) ?? [];
      cases.push(recorded);
      byDefinition.set(recorded.definition, cases);
    }
  }
  return byDefinition;
}

if (existsSync(facts)) {
  for (const [definition, cases] of recordedCases()) runDefinition(definition, cases);
} else {
  test('answers recorded from AWS', { skip: `no recorded cases in ${facts}` }, () => {});
}

function runDefinition(definition: string, cases: readonly RecordedCase[]): void {
  const reason = notServedYet[definition];
  describe(`recorded from AWS with ${definition}`, { skip: reason ?? false }, () => {
    let gateway: Promise<LocalGateway> | undefined;
    const start = (): Promise<LocalGateway> => {
      gateway ??= startGateway({
        sources: [
          {
            file: join(facts, 'definitions', definition),
            stackName: 'recorded',
            ...(definesBackend(definition) ? { parameters: { BackendUrl: 'http://127.0.0.1:9' } } : {}),
          },
        ],
      });
      return gateway;
    };
    after(async () => (await gateway)?.close());
    for (const recorded of cases) {
      it(recorded.id, { skip: notServedYet[recorded.id] ?? false }, async () =>
        runCase(await start(), recorded),
      );
    }
  });
}

function definesBackend(definition: string): boolean {
  return readFileSync(join(facts, 'definitions', definition), 'utf8').includes('BackendUrl:');
}

async function runCase(gateway: LocalGateway, { request, expect }: RecordedCase): Promise<void> {
  const [api] = gateway.stacks[0]?.apis ?? [];
  assert.ok(api, 'the definition has a stage');
  // A path starts with the stage, so only the gateway's own prefix goes in front of it.
  const prefix = new URL(api.invokeUrl).pathname.split('/').slice(0, 3).join('/');
  const body =
    request.bodyBase64 !== undefined
      ? Buffer.from(request.bodyBase64, 'base64')
      : typeof request.body === 'string' || request.body === undefined
        ? request.body
        : JSON.stringify(request.body);
  const response = await rawRequest(gateway.endpoint, {
    method: request.method,
    path: `${prefix}${request.path}`,
    ...(request.headers === undefined ? {} : { headers: request.headers }),
    ...(body === undefined ? {} : { body }),
  });
  compare(response, expect);
}

function compare(response: RawResponse, expect: RecordedCase['expect']): void {
  const text = response.body.toString();
  assert.equal(response.status, expect.status, text);
  if (expect.body !== undefined) compareBody(response.body, expect.body);
  for (const [name, expected] of Object.entries(expect.headers ?? {})) {
    compareValue(response.headers[name], expected, `header ${name}`);
  }
  if (expect.event !== undefined) compareValue(JSON.parse(text), expect.event, 'event');
  assert.equal(expect.backend, undefined, 'there is no backend yet');
}

function compareBody(body: Buffer, expected: unknown): void {
  const text = body.toString();
  if (hasKey(expected, 'text')) assert.equal(text, expected.text);
  else if (hasKey(expected, 'base64')) assert.equal(body.toString('base64'), expected.base64);
  else if (hasKey(expected, 'empty')) assert.equal(text, '');
  else if (hasKey(expected, 'startsWith')) assert.ok(text.startsWith(String(expected.startsWith)), text);
  else compareValue(JSON.parse(text), expected, 'body');
}

/** Objects as subsets, lists element by element. */
function compareValue(actual: unknown, expected: unknown, where: string): void {
  if (hasKey(expected, 'matches')) {
    assert.match(String(actual), new RegExp(String(expected.matches)), where);
  } else if (hasKey(expected, 'absent')) {
    assert.equal(actual, undefined, where);
  } else if (Array.isArray(expected)) {
    assert.ok(Array.isArray(actual), where);
    assert.equal(actual.length, expected.length, `${where}: ${JSON.stringify(actual)}`);
    for (const [index, item] of expected.entries()) compareValue(actual[index], item, `${where}/${index}`);
  } else if (typeof expected === 'object' && expected !== null) {
    assert.ok(typeof actual === 'object' && actual !== null, `${where}: ${JSON.stringify(actual)}`);
    for (const [key, item] of Object.entries(expected)) {
      compareValue((actual as Record<string, unknown>)[key], item, `${where}/${key}`);
    }
  } else {
    assert.equal(actual, expected, where);
  }
}

function hasKey<Key extends string>(value: unknown, key: Key): value is Record<Key, unknown> {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 1 && key in value;
}
