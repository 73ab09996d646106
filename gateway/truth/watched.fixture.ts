import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  functionArn,
  helloFunction,
  httpApi,
  httpRoute,
  proxy,
  restApi,
  restMethod,
  stackOf,
} from '../api.fixture.ts';
import { type GatewayOptions, type LocalGateway, serveDeployment } from '../main.ts';
import type { RestMethod, RestStage, Stack } from '../model.ts';
import type { TruthRecord } from './observation.ts';

const invoked = { ...proxy, timeoutMs: 5000, function: { arn: functionArn, mayInvoke: true } };

export const mockMethod: Partial<RestMethod> = {
  methodResponses: [{ statusCode: '200', responseParameters: {} }],
  integration: {
    type: 'MOCK',
    requestTemplates: { 'application/json': '{"statusCode": 200}' },
    passthroughBehavior: 'WHEN_NO_MATCH',
    responses: [{ statusCode: '200', selectionPattern: null, responseParameters: {}, responseTemplates: {} }],
  },
};

const stage: RestStage = {
  name: 'dev',
  deploymentId: 'dep123',
  variables: {},
  tags: {},
  throttling: [{ resourcePath: '/throttled', httpMethod: 'GET', throttle: { ratePerSecond: 0, burst: 0 } }],
};

/** A stack `shop` with a REST API and an HTTP API; `/throttled` lets nothing pass. */
const shop = stackOf({
  name: 'shop',
  apis: [
    restApi(
      {
        '/mock': [restMethod('GET', mockMethod)],
        '/throttled': [restMethod('GET', mockMethod)],
        '/users/{id}': [restMethod('GET', { integration: invoked })],
      },
      { id: 'rest123456', stages: [stage] },
    ),
    httpApi([httpRoute('GET /users/{id}', { integration: { ...invoked, payloadFormatVersion: '2.0' } })], {
      id: 'http123456',
    }),
  ],
  functions: [helloFunction(200)],
});

export interface Watched {
  readonly gateway: LocalGateway;
  /** Sends a GET to a path below `/_api/`. */
  get(path: string, headers?: Readonly<Record<string, string>>): Promise<Response>;
  /** Ends the gateway, and reads its truth log. */
  end(): Promise<TruthRecord[]>;
}

/** For tests: a gateway with the stack `shop` and a truth log. */
export async function startWatched(
  options: Partial<GatewayOptions> = {},
  stack: Partial<Stack> = {},
): Promise<Watched> {
  const folder = mkdtempSync(join(tmpdir(), 'truth-'));
  const truthLog = join(folder, 'truth.ndjson');
  const gateway = await serveDeployment(
    { stacks: [{ ...shop, ...stack }] },
    { ...options, truthLog, warnings: [] },
  );
  return {
    gateway,
    get: (path, headers = {}) => fetch(`${gateway.endpoint}/_api/${path}`, { headers }),
    async end() {
      await gateway.close();
      const lines = readFileSync(truthLog, 'utf8').split('\n').slice(0, -1);
      rmSync(folder, { recursive: true });
      return lines.map((line) => JSON.parse(line) as TruthRecord);
    },
  };
}
