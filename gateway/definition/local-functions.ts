import { functionArn } from './identities.ts';
import type { StackReader } from './stack-reader.ts';

/**
 * The ARN here of a function, from any of its spellings. All stacks lie in one account and one region here: an ARN of another is
 * that of the function of the same name, where a stack at hand makes one, or where a stage variable names it.
 */
export function localFunctionArn(spelling: string, stack: StackReader): string {
  const arn = functionArn(spelling, stack);
  const place = /^arn:[\w-]+:lambda:([^:]*):([^:]*):function:([^:]+)(.*)$/.exec(arn);
  if (place === null) return arn;
  const [, region, account, name = '', qualifier = ''] = place;
  if (region === stack.region && account === stack.accountId) return arn;
  const isHere =
    name.includes('${') ||
    stack.allResourcesOf('AWS::Lambda::Function').some(({ physicalId }) => physicalId === name);
  return isHere ? `${functionArn(name, stack)}${qualifier}` : arn;
}
