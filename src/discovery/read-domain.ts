import { isNoAwsAnswer, isNotImplemented, statusOf } from '../aws/aws-error.ts';
import { unlessGone, whereAllowed } from '../aws/where-allowed.ts';
import { UsageError } from '../errors/usage-error.ts';
import type { ApiMapping, CustomDomain } from './custom-domain.ts';
import type { DomainCalls } from './domain-calls.ts';

/** A custom domain; `unknown`: API Gateway has none of that name here; `unread`: the caller may not read it. */
export type DomainReading = CustomDomain | 'unknown' | 'unread';

/** Asks for the domain of a host: two calls, one more where it has routing rules or is a wildcard's; a strange host costs two. */
export async function readDomain(aws: DomainCalls, host: string): Promise<DomainReading> {
  const name = host.toLowerCase();
  const own = await readExactly(aws, name);
  const wildcard = name.replace(/^[^.]+/, '*');
  return own === 'unknown' && wildcard !== name && /\..+\./.test(name) ? readExactly(aws, wildcard) : own;
}

async function readExactly(aws: DomainCalls, name: string): Promise<DomainReading> {
  const domain = await unlessGone(whereAllowed(aws.domain(name)));
  if (domain === 'gone') return 'unknown';
  if (domain === null) return 'unread';
  const [mappings, rules] = await Promise.all([
    domain.routing === 'rules' ? [] : readMappings(aws, name),
    domain.routing === 'mappings' ? [] : whereAllowed(aws.routingRules(name)),
  ]);
  return mappings === null || rules === null ? 'unread' : { name, ...domain, mappings, rules };
}

/** The newer API tells the mappings of both API types; where it fails, the older one tells those of REST APIs. */
async function readMappings(aws: DomainCalls, name: string): Promise<ApiMapping[] | null> {
  const mappings = await unlessGone(whereTold(aws.apiMappings(name)));
  if (mappings === 'gone') return [];
  if (mappings !== null) return mappings;
  const older = await unlessGone(whereAllowed(aws.basePathMappings(name)));
  return older === 'gone' ? [] : older;
}

/** `null` also where the newer API refuses the request, as it may for a domain that the older one made. */
async function whereTold<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await whereAllowed(answer);
  } catch (error) {
    const cause = error instanceof UsageError ? error.cause : error;
    const refused = statusOf(cause) === 400 || isNotImplemented(cause) || isNoAwsAnswer(cause);
    if (refused) return null;
    throw error;
  }
}
