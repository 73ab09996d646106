import { logGroupOf } from '../function/function-log.ts';
import type { LambdaFunction, Stack } from '../model.ts';
import type { ControlScope } from './control-scope.ts';
import { type Read, resourceNotFound } from './json-reads.ts';

const prefix = '/2015-03-31/functions';

interface Found {
  readonly lambda: LambdaFunction;
  readonly stack: Stack;
  /** After the function's name or in the query; `null` without one. */
  readonly qualifier: string | null;
}

interface LambdaScope extends ControlScope {
  readonly query: URLSearchParams;
}

/** Lambda's reads that tell why an integration fails (Lambda API reference). */
export const lambdaReads: readonly Read<LambdaScope>[] = [
  {
    path: prefix,
    answer: (_names, { deployment }) => ({
      Functions: deployment.stacks.flatMap((stack) =>
        stack.functions.map((lambda) => configurationOf({ lambda, stack, qualifier: null })),
      ),
    }),
  },
  {
    path: `${prefix}/{name}`,
    answer: ({ name }, scope) => ({ Configuration: configurationOf(functionCalled(name, scope)), Tags: {} }),
  },
  {
    path: `${prefix}/{name}/configuration`,
    answer: ({ name }, scope) => configurationOf(functionCalled(name, scope)),
  },
  { path: `${prefix}/{name}/policy`, answer: ({ name }, scope) => policyOf(functionCalled(name, scope)) },
  {
    path: '/2019-09-30/functions/{name}/concurrency',
    answer: ({ name }, scope) => {
      functionCalled(name, scope);
      // Nothing is reserved here.
      return {};
    },
  },
  {
    path: '/2016-08-19/account-settings',
    answer: (_names, { deployment }) => ({
      AccountLimit: {
        TotalCodeSize: 80_530_636_800,
        CodeSizeUnzipped: 262_144_000,
        CodeSizeZipped: 52_428_800,
        ConcurrentExecutions: 1000,
        UnreservedConcurrentExecutions: 1000,
      },
      AccountUsage: {
        TotalCodeSize: 0,
        FunctionCount: deployment.stacks.flatMap(({ functions }) => functions).length,
      },
    }),
  },
];

/** By name, partial or whole ARN, with a qualifier maybe. Throws ResourceNotFoundException. */
function functionCalled(given = '', { deployment, query }: LambdaScope): Found {
  const spelling = given.replace(/^(arn:[\w-]+:lambda:[^:]+:)?(\d{12}:)?function:/, '');
  const [name = '', own = null] = spelling.split(':');
  const qualifier = query.get('Qualifier') ?? own;
  for (const stack of deployment.stacks)
    for (const lambda of stack.functions) {
      if (lambda.name !== name) continue;
      if (qualifier === null || lambda.qualifiers?.[qualifier] !== undefined)
        return { lambda, stack, qualifier };
      throw resourceNotFound(`Function not found: ${lambda.arn}:${qualifier}`);
    }
  throw resourceNotFound(`Function not found: ${name}`);
}

function configurationOf({ lambda, stack, qualifier }: Found) {
  const version = qualifier === null ? '$LATEST' : (lambda.qualifiers?.[qualifier] ?? '$LATEST');
  const variables = lambda.environment;
  return {
    FunctionName: lambda.name,
    FunctionArn: qualifier === null ? lambda.arn : `${lambda.arn}:${qualifier}`,
    Runtime: lambda.runtime,
    Role: lambda.role,
    Handler: lambda.handler,
    Description: lambda.description ?? '',
    Timeout: lambda.timeoutMs / 1000,
    MemorySize: lambda.memoryMb,
    LastModified: stack.createdAt.replace(/Z$/, '+0000'),
    Version: version,
    ...(Object.keys(variables).length === 0 ? {} : { Environment: { Variables: variables } }),
    PackageType: lambda.runtime === 'image' ? 'Image' : 'Zip',
    LoggingConfig: { LogFormat: 'Text', LogGroup: logGroupOf(lambda) },
    State: lambda.code.kind === 'unavailable' ? 'Failed' : 'Active',
    ...(lambda.code.kind === 'unavailable' ? { StateReason: lambda.code.reason } : {}),
    LastUpdateStatus: 'Successful',
  };
}

function policyOf({ lambda, qualifier }: Found) {
  const arn = qualifier === null ? lambda.arn : `${lambda.arn}:${qualifier}`;
  const own = (lambda.permissions ?? []).filter(({ functionArn }) => functionArn === arn);
  if (own.length === 0) throw resourceNotFound('The resource you requested does not exist.');
  const statements = own.map(({ id, action, principal, sourceArn }) => ({
    Sid: id,
    Effect: 'Allow',
    Principal: principal.includes('.amazonaws.com') ? { Service: principal } : principal,
    Action: action,
    Resource: arn,
    ...(sourceArn === null ? {} : { Condition: { ArnLike: { 'AWS:SourceArn': sourceArn } } }),
  }));
  return {
    Policy: JSON.stringify({ Version: '2012-10-17', Id: 'default', Statement: statements }),
    RevisionId: '00000000-0000-4000-8000-000000000000',
  };
}
