import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ThrottlingDocument } from '../../src/report/documents.ts';
import type { TrueLimit } from '../../src/throttling/simulated-limit.fixture.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const bin = path.join(root, 'scripts/gatewright.js');

/** Runs the verb once for each limit, one after another, against a gateway that has them all on routes of their own. */
export async function* throughGateway(
  limits: readonly TrueLimit[],
  options: readonly string[],
): AsyncGenerator<{ readonly limit: TrueLimit; readonly document: ThrottlingDocument }> {
  const project = await mkdtemp(path.join(tmpdir(), 'throttling-bench-'));
  await mkdir(path.join(project, 'contracts'));
  await mkdir(path.join(project, 'node_modules'));
  await symlink(root, path.join(project, 'node_modules/gatewright'), 'dir');
  await writeFile(path.join(project, 'package.json'), '{ "type": "module" }');
  await writeFile(path.join(project, 'contracts/throttled.ts'), contractOf(limits));
  await writeFile(path.join(project, 'throttled.json'), JSON.stringify(templateOf(limits)));
  const gateway = start(project, ['local', '--quiet', '--template', 'throttled.json', ...options], {});
  try {
    const AWS_ENDPOINT_URL = await endpointOf(gateway);
    const env = {
      AWS_ENDPOINT_URL,
      AWS_ACCESS_KEY_ID: 'x',
      AWS_SECRET_ACCESS_KEY: 'x',
      AWS_REGION: 'us-east-1',
    };
    for (const limit of limits) {
      const typed = [
        'throttling',
        '--stack',
        'throttled',
        '--route',
        `GET /${nameOf(limit)}`,
        '--json',
        '--quiet',
      ];
      yield { limit, document: JSON.parse(await output(start(project, typed, env))) as ThrottlingDocument };
    }
  } finally {
    gateway.kill('SIGINT');
    await once(gateway, 'close');
    await rm(project, { recursive: true, force: true });
  }
}

function start(cwd: string, typed: readonly string[], env: Readonly<Record<string, string>>): ChildProcess {
  return spawn(process.execPath, [bin, ...typed], {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

async function output(child: ChildProcess): Promise<string> {
  let text = '';
  child.stdout?.setEncoding('utf8').on('data', (piece: string) => {
    text += piece;
  });
  await once(child, 'close');
  return text;
}

async function endpointOf(child: ChildProcess): Promise<string> {
  let text = '';
  for await (const piece of child.stdout ?? []) {
    text += String(piece);
    const found = /AWS endpoint: (\S+)/.exec(text)?.[1];
    if (found !== undefined) {
      child.stdout?.resume();
      return found;
    }
  }
  throw new Error('the gateway did not start');
}

const nameOf = ({ ratePerSecond, burst }: TrueLimit) => `rate-${ratePerSecond}-burst-${burst}`;

function contractOf(limits: readonly TrueLimit[]): string {
  const routes = limits.map(
    (limit) =>
      `'GET /${nameOf(limit)}': { responses: { 200: {} }, examples: { one: { expect: { status: 200 } } }, throttle: { ratePerSecond: ${limit.ratePerSecond}, burst: ${limit.burst} } },`,
  );
  return `import { defineContract } from 'gatewright';\nexport const throttled = defineContract({ name: 'throttled', routes: {\n${routes.join('\n')}\n} });\n`;
}

function templateOf(limits: readonly TrueLimit[]) {
  const methods = limits.flatMap((limit, index) => [
    [
      `Path${index}`,
      {
        Type: 'AWS::ApiGateway::Resource',
        Properties: {
          RestApiId: { Ref: 'Api' },
          ParentId: { 'Fn::GetAtt': ['Api', 'RootResourceId'] },
          PathPart: nameOf(limit),
        },
      },
    ],
    [
      `Method${index}`,
      {
        Type: 'AWS::ApiGateway::Method',
        Properties: {
          RestApiId: { Ref: 'Api' },
          ResourceId: { Ref: `Path${index}` },
          HttpMethod: 'GET',
          AuthorizationType: 'NONE',
          Integration: {
            Type: 'MOCK',
            RequestTemplates: { 'application/json': '{"statusCode": 200}' },
            IntegrationResponses: [{ StatusCode: '200' }],
          },
          MethodResponses: [{ StatusCode: '200' }],
        },
      },
    ],
  ]);
  return {
    Resources: {
      Api: { Type: 'AWS::ApiGateway::RestApi', Properties: { Name: 'throttled' } },
      ...Object.fromEntries(methods),
      Deployment: {
        Type: 'AWS::ApiGateway::Deployment',
        DependsOn: limits.map((_, index) => `Method${index}`),
        Properties: { RestApiId: { Ref: 'Api' } },
      },
      Stage: {
        Type: 'AWS::ApiGateway::Stage',
        Properties: {
          RestApiId: { Ref: 'Api' },
          DeploymentId: { Ref: 'Deployment' },
          StageName: 'dev',
          MethodSettings: limits.map((limit) => ({
            ResourcePath: `/${nameOf(limit)}`,
            HttpMethod: 'GET',
            ThrottlingRateLimit: limit.ratePerSecond,
            ThrottlingBurstLimit: limit.burst,
          })),
        },
      },
    },
    Outputs: {
      // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation's own
      Url: { Value: { 'Fn::Sub': 'https://${Api}.execute-api.${AWS::Region}.amazonaws.com/dev' } },
    },
  };
}
