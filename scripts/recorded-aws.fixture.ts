import { createServer, type IncomingMessage, type ServerResponse, request as send } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { checkout, projectOfOnesOwn } from './cli.fixture.ts';

/** A call as IAM sees it. */
export interface SeenCall {
  readonly action: string;
  readonly resource: string;
}

export type Denies = (call: SeenCall) => boolean;

const account = '123456789012';

/**
 * Stands between the SDK and an endpoint, notes which action on which resource each call takes (read from what is on the wire,
 * by AWS's Service Authorization Reference), and denies as AWS does what it is told to.
 */
async function startRecordedAws(endpoint: string) {
  const seen: SeenCall[] = [];
  let denies: Denies = () => false;
  const server = createServer(async (request, response) => {
    const body = await textOf(request);
    const call = callIn(request, body);
    if (call !== null) {
      seen.push(call);
      if (denies(call)) return deny(call, request, response);
    }
    const forwarded = send(
      new URL(request.url ?? '/', endpoint),
      { method: request.method, headers: request.headers, agent: false },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      },
    );
    forwarded.on('error', () => response.destroy());
    forwarded.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** What was asked since it was last looked at. */
    taken: () => seen.splice(0),
    deny: (which: Denies) => {
      denies = which;
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const piece of request.setEncoding('utf8')) text += piece;
  return text;
}

/** `null` for a request that is not signed for one of AWS's services. */
function callIn(request: IncomingMessage, body: string): SeenCall | null {
  const [, region, service = ''] =
    /Credential=[^/]+\/\d+\/([\w-]+)\/([\w-]+)\/aws4_request/.exec(request.headers.authorization ?? '') ?? [];
  if (region === undefined || service === 'execute-api') return null;
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
  const path = decodeURIComponent(pathname);
  const target =
    String(request.headers['x-amz-target'] ?? '')
      .split('.')
      .at(-1) ?? '';
  const arn = (rest: string) => `arn:aws:${service}:${region}:${account}:${rest}`;
  switch (service) {
    case 'apigateway':
      return {
        action: `apigateway:${request.method}`,
        resource: `arn:aws:apigateway:${region}::${path.replace(/^\/v2\b/, '')}`,
      };
    case 'lambda':
      return lambdaCall(path, searchParams.get('Qualifier'), arn);
    case 'cloudformation':
    case 'sts': {
      const form = new URLSearchParams(body);
      const stack = form.get('StackName');
      const named = stack?.startsWith('arn:')
        ? stack
        : arn(`stack/${stack}/51af3dc0-da77-11e4-872e-1234567db123`);
      return { action: `${service}:${form.get('Action')}`, resource: stack === null ? '*' : named };
    }
    case 'logs':
      return {
        action: `logs:${target}`,
        resource: arn(`log-group:${fieldIn(body, 'logGroupName')}:log-stream:`),
      };
    case 'wafv2':
      return {
        action: `wafv2:${target}`,
        resource: arn(`regional/webacl/${fieldIn(body, 'Name')}/${fieldIn(body, 'Id')}`),
      };
    default:
      return { action: `${service}:${target}`, resource: '*' };
  }
}

function lambdaCall(path: string, qualifier: string | null, arn: (rest: string) => string): SeenCall {
  if (path.endsWith('/account-settings')) return { action: 'lambda:GetAccountSettings', resource: '*' };
  const [, name, what = ''] = /\/functions\/([^/]+)\/(\w+)/.exec(path) ?? [];
  const actions: Record<string, string> = {
    configuration: 'GetFunctionConfiguration',
    policy: 'GetPolicy',
    concurrency: 'GetFunctionConcurrency',
  };
  const resource = arn(`function:${name}${qualifier === null ? '' : `:${qualifier}`}`);
  return { action: `lambda:${actions[what] ?? what}`, resource };
}

function fieldIn(json: string, name: string): string {
  return String((JSON.parse(json) as Record<string, unknown>)[name]);
}

function deny({ action, resource }: SeenCall, request: IncomingMessage, response: ServerResponse): void {
  const on = resource === '*' ? '' : ` on resource: ${resource}`;
  const message = `User: arn:aws:iam::${account}:user/ci is not authorized to perform: ${action}${on} because no identity-based policy allows the ${action} action`;
  const isQuery = String(request.headers['content-type']).includes('x-www-form-urlencoded');
  response.writeHead(403, {
    'content-type': isQuery ? 'text/xml' : 'application/json',
    'x-amzn-requestid': 'a1b2c3d4-5678-90ab-cdef-EXAMPLE11111',
    ...(isQuery ? {} : { 'x-amzn-errortype': 'AccessDeniedException' }),
  });
  response.end(
    isQuery
      ? `<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>${message}</Message></Error><RequestId>a1</RequestId></ErrorResponse>`
      : JSON.stringify({ __type: 'AccessDeniedException', message, Message: message }),
  );
}

/** A project of one's own and my-api on a local gateway, whose AWS calls are noted. */
export async function startRecordedMyApi({ warm }: { readonly warm: boolean }) {
  const { startGateway } = await import('../gateway/main.ts');
  const gateway = await startGateway({
    sources: [{ stackName: 'my-api', file: path.join(checkout, 'stacks/my-api/template.yaml') }],
    warm,
  });
  const aws = await startRecordedAws(gateway.endpoint);
  const project = await projectOfOnesOwn();
  return {
    aws,
    project,
    stop: async () => {
      await aws.close();
      await gateway.close();
      await project.remove();
    },
  };
}
