import type { ServerResponse } from 'node:http';

export interface FakeStack {
  readonly name: string;
  /** Its ARN, by which a nested stack is asked for. */
  readonly id?: string;
  readonly status?: string;
  readonly reason?: string;
  readonly outputs?: { readonly [key: string]: string };
  readonly parameters?: { readonly [key: string]: string };
  /** What GetTemplate answers. */
  readonly template?: string;
  /** Type, logical id, physical id, and a status where it isn't CREATE_COMPLETE. */
  readonly resources?: readonly FakeResource[];
}

export type FakeResource = readonly [type: string, logicalId: string, physicalId: string, status?: string];

/** What CloudFormation answers from: a part of the account. */
export interface FakeStacks {
  readonly stacks?: readonly FakeStack[];
  readonly exports?: { readonly [name: string]: string };
  /** Resources on each page of ListStackResources; default: all. */
  readonly pageSize?: number;
}

export interface QueryCall {
  readonly operation: string;
  readonly subject: string;
  readonly form: URLSearchParams;
}

/** Speaks CloudFormation's query protocol. */
export function answerQuery(account: FakeStacks, call: QueryCall, response: ServerResponse): void {
  const { operation, subject, form } = call;
  const stack = account.stacks?.find(({ name, id }) => name === subject || id === subject);
  if (stack === undefined && operation !== 'ListStacks' && operation !== 'ListExports') {
    failQuery(response, {
      code: 'ValidationError',
      message: `Stack with id ${subject} does not exist`,
      status: 400,
    });
    return;
  }
  const answers: Readonly<Record<string, () => string>> = {
    DescribeStacks: () => `<Stacks><member>${stack === undefined ? '' : stackXml(stack)}</member></Stacks>`,
    ListStacks: () =>
      `<StackSummaries>${(account.stacks ?? []).map((each) => `<member>${stackXml(each)}</member>`).join('')}</StackSummaries>`,
    ListStackResources: () => resourcesXml(stack?.resources ?? [], form, account.pageSize),
    GetTemplate: () => `<TemplateBody>${escaped(stack?.template ?? '')}</TemplateBody>`,
    ListExports: () =>
      `<Exports>${Object.entries(account.exports ?? {})
        .map(([name, value]) => `<member><Name>${name}</Name><Value>${value}</Value></member>`)
        .join('')}</Exports>`,
  };
  response.setHeader('content-type', 'text/xml');
  response.end(
    `<${operation}Response xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><${operation}Result>${answers[operation]?.()}</${operation}Result></${operation}Response>`,
  );
}

export function failQuery(
  response: ServerResponse,
  { code, message, status }: { readonly code: string; readonly message: string; readonly status: number },
): void {
  response.writeHead(status, { 'content-type': 'text/xml' });
  response.end(
    `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>1</RequestId></ErrorResponse>`,
  );
}

function resourcesXml(
  resources: readonly FakeResource[],
  form: URLSearchParams,
  pageSize = Number.POSITIVE_INFINITY,
): string {
  const start = Number(form.get('NextToken') ?? 0);
  const next = start + pageSize < resources.length ? `<NextToken>${start + pageSize}</NextToken>` : '';
  const page = resources.slice(start, start + pageSize).map(resourceXml);
  return `<StackResourceSummaries>${page.join('')}</StackResourceSummaries>${next}`;
}

function stackXml(stack: FakeStack): string {
  const { name, id, status = 'CREATE_COMPLETE', reason, outputs = {}, parameters = {} } = stack;
  const members = Object.entries(outputs).map(
    ([key, value]) => `<member><OutputKey>${key}</OutputKey><OutputValue>${value}</OutputValue></member>`,
  );
  const given = Object.entries(parameters).map(
    ([key, value]) =>
      `<member><ParameterKey>${key}</ParameterKey><ParameterValue>${value}</ParameterValue></member>`,
  );
  return `<StackName>${name}</StackName>${id === undefined ? '' : `<StackId>${id}</StackId>`}<StackStatus>${status}</StackStatus>${
    reason === undefined ? '' : `<StackStatusReason>${reason}</StackStatusReason>`
  }<CreationTime>2026-01-01T00:00:00Z</CreationTime><Parameters>${given.join('')}</Parameters><Outputs>${members.join('')}</Outputs>`;
}

function resourceXml([type, logicalId, physicalId, status = 'CREATE_COMPLETE']: FakeResource): string {
  return `<member><ResourceType>${type}</ResourceType><LogicalResourceId>${logicalId}</LogicalResourceId><PhysicalResourceId>${physicalId}</PhysicalResourceId><ResourceStatus>${status}</ResourceStatus><LastUpdatedTimestamp>2026-01-01T00:00:00Z</LastUpdatedTimestamp></member>`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
