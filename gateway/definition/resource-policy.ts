import type { PolicyDocument } from '../model.ts';
import { readPolicy } from '../policy/policy.ts';
import type { Resource, StackReader } from './stack-reader.ts';

/** The resource policy of a REST API, given as a map or as JSON. Throws DefinitionError where it is none. */
export function readResourcePolicy(
  { logicalId, properties }: Resource,
  stack: StackReader,
): PolicyDocument | null {
  if (!properties.has('Policy')) return null;
  const given = properties.plain('Policy');
  // The Serverless Framework writes it into every template.
  if (given === '') return null;
  const document = typeof given === 'string' ? parsed(given) : given;
  const policy = readPolicy(document);
  if ('malformed' in policy)
    throw properties.fail('Policy', `Policy of ${properties.owner} is no policy: ${policy.malformed}.`);
  const line = properties.line('Policy');
  for (const operator of new Set(policy.unknownOperators))
    stack.warn(
      logicalId,
      line,
      `Policy has conditions of ${operator}, which this gateway can't judge: Allow statements with it don't match, Deny statements do`,
    );
  for (const key of new Set(policy.absentKeys))
    stack.warn(
      logicalId,
      line,
      `Policy has conditions on ${key}, which no request here has; they are judged as for a caller from the Internet`,
    );
  return document as PolicyDocument;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
