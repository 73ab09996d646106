import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Issued } from '../transport/secure-server.fixture.ts';
import { gatewayCall } from './fake-api-gateway.fixture.ts';
import { type FakeAccount, startFakeAws } from './fake-aws.fixture.ts';

/** What an answer of AWS's is before an emulator's habits change it. */
export interface PlainAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What an emulator does differently. `null`: this answer is as AWS gives it. */
export type Habit = (
  operation: string,
  answer: PlainAnswer,
) => (Omit<PlainAnswer, 'body'> & { readonly body: string | Uint8Array }) | null;

export interface OddEmulatorOptions {
  readonly habit?: Habit;
  /** Default: plain HTTP. */
  readonly tls?: Issued;
  /** Default: `127.0.0.1`. */
  readonly host?: string;
}

export interface OddEmulator {
  readonly endpoint: string;
  readonly port: number;
  /** Access key ids that requests were signed with. */
  readonly accessKeyIds: readonly string[];
  close(): Promise<void>;
}

/** The fake AWS of these accounts behind a server with habits of its own. */
export async function startOddEmulator(
  account: FakeAccount,
  { habit = () => null, tls, host = '127.0.0.1' }: OddEmulatorOptions = {},
): Promise<OddEmulator> {
  const behind = await startFakeAws(account);
  const accessKeyIds: string[] = [];
  const answer: RequestListener = async (request, response) => {
    const body = await textOf(request);
    const [, accessKeyId] = /Credential=([^/]+)/.exec(request.headers.authorization ?? '') ?? [];
    if (accessKeyId !== undefined) accessKeyIds.push(accessKeyId);
    const plain = await forward(behind.endpoint, request, body);
    const operation = gatewayCall(request.url ?? '/')?.operation ?? new URLSearchParams(body).get('Action');
    const odd = habit(operation ?? '', plain) ?? plain;
    response.writeHead(odd.status, odd.headers).end(odd.body);
  };
  const server = tls === undefined ? createServer(answer) : createSecureServer(tls, answer);
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `${tls === undefined ? 'http' : 'https'}://${host.includes(':') ? `[${host}]` : host}:${port}`,
    port,
    accessKeyIds,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await behind.close();
    },
  };
}

async function forward(
  endpoint: string,
  { method = 'GET', url = '/', headers }: IncomingMessage,
  body: string,
): Promise<PlainAnswer> {
  const answer = await fetch(`${endpoint}${url}`, {
    method,
    headers: { 'content-type': headers['content-type'] ?? 'text/plain' },
    ...(method === 'GET' ? {} : { body }),
  });
  const kept = ['content-type', 'x-amzn-requestid', 'x-amzn-errortype', 'server'];
  return {
    status: answer.status,
    headers: Object.fromEntries(
      kept.flatMap((name) => [[name, answer.headers.get(name) ?? '']]).filter(([, value]) => value !== ''),
    ),
    body: await answer.text(),
  };
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
