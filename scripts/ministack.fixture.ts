import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import {
  CloudFormationClient,
  CreateStackCommand,
  DescribeStacksCommand,
  waitUntilStackCreateComplete,
} from '@aws-sdk/client-cloudformation';

/** MiniStack, an emulator of AWS in Python that runs functions as processes of its own: no Docker. */
export interface MiniStack {
  readonly endpoint: string;
  /** All that points a command at it. */
  readonly env: { readonly AWS_ENDPOINT_URL: string };
  /** Creates the stack from a CloudFormation template, by default in us-east-1, and waits until it stands. Its outputs, by key. */
  deploy(stackName: string, templateFile: string, region?: string): Promise<Record<string, string>>;
  /** Ends it, and takes away all that it has written. */
  stop(): Promise<void>;
}

// The SDK's reminder of Node versions to come is noise among test results.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

const tools = path.join(
  process.env.XDG_CACHE_HOME ?? path.join(homedir(), '.cache'),
  'gatewright/python-tools/bin',
);
const command = ['ministack', path.join(tools, 'ministack')].find(
  (name) => spawnSync(name, ['--help']).error === undefined,
);

/** For a test's options: why it is left out, `false` where MiniStack is there. In CI it has to be. */
export const withoutMiniStack =
  command === undefined && !process.env.CI
    ? "MiniStack is not installed: pip install 'ministack>=1.5,<2'"
    : false;

const longestStartMs = 60_000;

/** Starts it on a free port of 127.0.0.1 with a folder of its own; resolves once it answers. */
export async function startMiniStack(): Promise<MiniStack> {
  const folder = await mkdtemp(path.join(tmpdir(), 'gatewright-ministack-'));
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('AWS_'));
  const child = spawn(command ?? 'ministack', [], {
    cwd: folder,
    env: {
      ...Object.fromEntries(inherited),
      GATEWAY_PORT: String(port),
      BIND_HOST: '127.0.0.1',
      MINISTACK_HOST: '127.0.0.1',
      LAMBDA_EXECUTOR: 'local',
      // Servers on fixed ports, which nothing here needs.
      SFTP_ENABLED: '0',
      IOT_MTLS_ENABLED: '0',
      LOG_LEVEL: 'ERROR',
      TMPDIR: folder,
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const ended = once(child, 'exit').catch((error: Error) => {
    said += error.message;
  });
  const stop = async () => {
    child.kill('SIGTERM');
    await ended;
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  };
  const latest = Date.now() + longestStartMs;
  await answers(`${endpoint}/_localstack/health`, async () => {
    if (child.exitCode === null && child.pid !== undefined && Date.now() < latest) return;
    await stop();
    throw new Error(`MiniStack never answered at ${endpoint} (exit code ${child.exitCode}): ${said}`);
  });
  return {
    endpoint,
    env: { AWS_ENDPOINT_URL: endpoint },
    deploy: (stackName, templateFile, region = 'us-east-1') =>
      deploy({ endpoint, region }, stackName, templateFile),
    stop,
  };
}

async function deploy(
  place: { readonly endpoint: string; readonly region: string },
  StackName: string,
  templateFile: string,
): Promise<Record<string, string>> {
  const client = new CloudFormationClient({
    ...place,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  const TemplateBody = await readFile(templateFile, 'utf8');
  await client.send(
    new CreateStackCommand({
      StackName,
      TemplateBody,
      Capabilities: ['CAPABILITY_IAM', 'CAPABILITY_NAMED_IAM', 'CAPABILITY_AUTO_EXPAND'],
    }),
  );
  await waitUntilStackCreateComplete({ client, minDelay: 1, maxDelay: 1, maxWaitTime: 60 }, { StackName });
  const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName }));
  client.destroy();
  return Object.fromEntries(
    (Stacks[0]?.Outputs ?? []).map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]),
  );
}

/** Asks again until it is there. */
async function answers(url: string, stillThere: () => Promise<void>): Promise<void> {
  for (;;) {
    await stillThere();
    const answer = await fetch(url).catch(() => null);
    await answer?.body?.cancel();
    if (answer?.ok) return;
    await wait(100);
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}
