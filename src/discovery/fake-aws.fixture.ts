import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  answerGateway,
  type FakeApis,
  failGateway,
  type GatewayCall,
  gatewayCall,
} from './fake-api-gateway.fixture.ts';
import { answerQuery, type FakeStacks, failQuery, type QueryCall } from './fake-cloudformation.fixture.ts';
import { answerSts, type FakeIdentity } from './fake-sts.fixture.ts';

/** What a small AWS of a test's own answers with: stacks and APIs as plain data. */
export interface FakeAccount extends FakeStacks, FakeApis, FakeIdentity {
  /** `server` header of every answer. */
  readonly server?: string;
  /** Answers in place of the above, by operation, also of one subject alone (`GetRestApi r1`); `*` for all. */
  readonly odd?: { readonly [operation: string]: OddAnswer };
}

/** Who asks, and where, as the signature says it. */
export interface FakeCaller {
  readonly accessKeyId: string;
  readonly region: string;
}

export type OddAnswer =
  | { readonly code: string; readonly message: string; readonly status?: number }
  | { readonly status: number; readonly contentType: string; readonly body: string }
  | 'reset'
  | 'silence';

export interface FakeAws {
  readonly endpoint: string;
  /** Operations asked for, in order: `DescribeStacks my-api`. */
  readonly calls: readonly string[];
  close(): Promise<void>;
}

/** CloudFormation, API Gateway and STS on a free port of 127.0.0.1: of one account, or of what each caller sees. */
export async function startFakeAws(
  seen: FakeAccount | ((caller: FakeCaller) => FakeAccount),
): Promise<FakeAws> {
  const calls: string[] = [];
  const server = createServer(async (request, response) => {
    const call = callOf(request, await read(request));
    const account = typeof seen === 'function' ? seen(callerOf(request)) : seen;
    const said = `${call.operation} ${call.subject}`.trim();
    calls.push(said);
    if (account.server !== undefined) response.setHeader('server', account.server);
    const odd = account.odd?.[said] ?? account.odd?.[call.operation] ?? account.odd?.['*'];
    if (odd !== undefined) answerOddly(odd, call, response);
    else answer(account, call, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function callerOf({ headers }: IncomingMessage): FakeCaller {
  const [, accessKeyId = '', region = ''] =
    /Credential=([^/,]+)\/\d{8}\/([^/,]+)\//.exec(headers.authorization ?? '') ?? [];
  return { accessKeyId, region };
}

type Call = GatewayCall | QueryCall | { readonly operation: 'health'; readonly subject: '' };

function callOf({ url = '/' }: IncomingMessage, body: string): Call {
  const call = gatewayCall(url);
  if (call !== null) return call;
  if (url === '/_localstack/health') return { operation: 'health', subject: '' };
  const form = new URLSearchParams(body);
  return { operation: form.get('Action') ?? 'unknown', subject: form.get('StackName') ?? '', form };
}

function answer(account: FakeAccount, call: Call, response: ServerResponse): void {
  if ('form' in call) {
    if (!answerSts(account, call, response)) answerQuery(account, call, response);
  } else if ('start' in call) answerGateway(account, call, response);
  else response.writeHead(404).end();
}

function answerOddly(odd: OddAnswer, call: Call, response: ServerResponse): void {
  if (odd === 'silence') return;
  if (odd === 'reset') {
    response.socket?.destroy();
  } else if ('code' in odd) {
    const fail = 'form' in call ? failQuery : failGateway;
    fail(response, { status: 403, ...odd });
  } else {
    response.writeHead(odd.status, { 'content-type': odd.contentType }).end(odd.body);
  }
}

async function read(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
