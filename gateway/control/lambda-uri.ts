import type { FunctionReference } from '../model.ts';

/** The invocation URI of a function, as integrations and authorizers of REST APIs name it. */
export function lambdaUri({ arn }: FunctionReference): string {
  const [, partition = 'aws', , region = ''] = arn.split(':');
  return `arn:${partition}:apigateway:${region}:lambda:path/2015-03-31/functions/${arn}/invocations`;
}
