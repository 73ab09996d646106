import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a small AWS of a test's own answers with: stacks and APIs as plain data. */
export interface FakeAccount {
  readonly stacks?: readonly FakeStack[];
  readonly restApis?: { readonly [id: string]: FakeApi };
  readonly v2Apis?: {
    readonly [id: string]: FakeApi & { readonly protocol?: string; readonly apiEndpoint?: string };
  };
  /** Resources on each page of ListStackResources; default: all. */
  readonly pageSize?: number;
  /** Of API Gateway's JSON, as an emulator on a web framework sends it; default: `application/json`. */
  readonly contentType?: string;
  /** `server` header of every answer. */
  readonly server?: string;
  /** Answers in place of the above, by operation; `*` for all. */
  readonly odd?: { readonly [operation: string]: OddAnswer };
}

export interface FakeStack {
  readonly name: string;
  readonly status?: string;
  readonly reason?: string;
  readonly outputs?: { readonly [key: string]: string };
  /** Type, logical id, physical id, and a status where it isn't CREATE_COMPLETE. */
  readonly resources?: readonly (readonly [
    type: string,
    logicalId: string,
    physicalId: string,
    status?: string,
  ])[];
}

export interface FakeApi {
  readonly stages?: readonly string[];
  readonly endpointType?: string;
  readonly defaultEndpointOff?: boolean;
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

/** Speaks CloudFormation's query protocol and the REST protocols of API Gateway, on a free port of 127.0.0.1. */
export async function startFakeAws(account: FakeAccount): Promise<FakeAws> {
  const calls: string[] = [];
  const server = createServer(async (request, response) => {
    const body = await read(request);
    const call = callOf(request, body);
    calls.push(`${call.operation} ${call.subject}`.trim());
    if (account.server !== undefined) response.setHeader('server', account.server);
    const odd = account.odd?.[call.operation] ?? account.odd?.['*'];
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

interface Call {
  readonly operation: string;
  readonly subject: string;
  readonly form: URLSearchParams | null;
}

function callOf({ url = '/' }: IncomingMessage, body: string): Call {
  const [, v1, v2, stages] = /^\/(?:restapis\/([^/]+)|v2\/apis\/([^/]+))(\/stages)?/.exec(url) ?? [];
  const id = v1 ?? v2;
  if (id !== undefined) {
    const operation = stages ? (v1 ? 'GetRestStages' : 'GetV2Stages') : v1 ? 'GetRestApi' : 'GetApi';
    return { operation, subject: id, form: null };
  }
  if (url === '/_localstack/health') return { operation: 'health', subject: '', form: null };
  const form = new URLSearchParams(body);
  return { operation: form.get('Action') ?? 'unknown', subject: form.get('StackName') ?? '', form };
}

function answer(account: FakeAccount, { operation, subject, form }: Call, response: ServerResponse): void {
  if (form !== null) {
    answerQuery(account, { operation, subject, form }, response);
    return;
  }
  const api = operation.includes('Rest') ? account.restApis?.[subject] : account.v2Apis?.[subject];
  if (api === undefined) {
    fail(
      response,
      { code: 'NotFoundException', message: 'Invalid API identifier specified', status: 404 },
      false,
    );
    return;
  }
  const stages = api.stages ?? [];
  const v2 = account.v2Apis?.[subject];
  const answers: Readonly<Record<string, unknown>> = {
    GetRestApi: {
      id: subject,
      endpointConfiguration: { types: [api.endpointType ?? 'REGIONAL'] },
      disableExecuteApiEndpoint: api.defaultEndpointOff ?? false,
    },
    GetRestStages: { item: stages.map((stageName) => ({ stageName })) },
    GetApi: {
      apiId: subject,
      protocolType: v2?.protocol ?? 'HTTP',
      apiEndpoint: v2?.apiEndpoint,
      disableExecuteApiEndpoint: api.defaultEndpointOff ?? false,
    },
    GetV2Stages: { items: stages.map((stageName) => ({ stageName })) },
  };
  response.setHeader('content-type', account.contentType ?? 'application/json');
  response.setHeader('x-amzn-requestid', 'a1');
  response.end(JSON.stringify(answers[operation]));
}

function answerQuery(
  account: FakeAccount,
  { operation, subject, form }: Call,
  response: ServerResponse,
): void {
  const { stacks = [], pageSize = Number.POSITIVE_INFINITY } = account;
  const stack = stacks.find(({ name }) => name === subject);
  if (stack === undefined && operation !== 'ListStacks') {
    fail(
      response,
      { code: 'ValidationError', message: `Stack with id ${subject} does not exist`, status: 400 },
      true,
    );
    return;
  }
  const start = Number(form?.get('NextToken') ?? 0);
  const resources = stack?.resources ?? [];
  const next = start + pageSize < resources.length ? `<NextToken>${start + pageSize}</NextToken>` : '';
  const results: Readonly<Record<string, string>> = {
    DescribeStacks: `<Stacks><member>${stack === undefined ? '' : stackXml(stack)}</member></Stacks>`,
    ListStacks: `<StackSummaries>${stacks.map((each) => `<member>${stackXml(each)}</member>`).join('')}</StackSummaries>`,
    ListStackResources: `<StackResourceSummaries>${resources
      .slice(start, start + pageSize)
      .map(resourceXml)
      .join('')}</StackResourceSummaries>${next}`,
  };
  response.setHeader('content-type', 'text/xml');
  response.end(
    `<${operation}Response xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><${operation}Result>${results[operation]}</${operation}Result></${operation}Response>`,
  );
}

function stackXml({ name, status = 'CREATE_COMPLETE', reason, outputs = {} }: FakeStack): string {
  const members = Object.entries(outputs).map(
    ([key, value]) => `<member><OutputKey>${key}</OutputKey><OutputValue>${value}</OutputValue></member>`,
  );
  return `<StackName>${name}</StackName><StackStatus>${status}</StackStatus>${
    reason === undefined ? '' : `<StackStatusReason>${reason}</StackStatusReason>`
  }<CreationTime>2026-01-01T00:00:00Z</CreationTime><Outputs>${members.join('')}</Outputs>`;
}

function resourceXml([type, logicalId, physicalId, status = 'CREATE_COMPLETE']: NonNullable<
  FakeStack['resources']
>[number]): string {
  return `<member><ResourceType>${type}</ResourceType><LogicalResourceId>${logicalId}</LogicalResourceId><PhysicalResourceId>${physicalId}</PhysicalResourceId><ResourceStatus>${status}</ResourceStatus><LastUpdatedTimestamp>2026-01-01T00:00:00Z</LastUpdatedTimestamp></member>`;
}

function answerOddly(odd: OddAnswer, { form }: Call, response: ServerResponse): void {
  if (odd === 'silence') return;
  if (odd === 'reset') {
    response.socket?.destroy();
  } else if ('code' in odd) {
    fail(response, { status: 403, ...odd }, form !== null);
  } else {
    response.writeHead(odd.status, { 'content-type': odd.contentType }).end(odd.body);
  }
}

interface Failure {
  readonly code: string;
  readonly message: string;
  readonly status: number;
}

function fail(response: ServerResponse, { code, message, status }: Failure, query: boolean): void {
  if (query) {
    response.writeHead(status, { 'content-type': 'text/xml' });
    response.end(
      `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>1</RequestId></ErrorResponse>`,
    );
  } else {
    response.writeHead(status, { 'content-type': 'application/json', 'x-amzn-errortype': code });
    response.end(JSON.stringify({ message }));
  }
}

async function read(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
