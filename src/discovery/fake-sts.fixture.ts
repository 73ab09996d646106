import type { ServerResponse } from 'node:http';
import { failQuery, type QueryCall } from './fake-cloudformation.fixture.ts';

/** What STS answers from: a part of the account. */
export interface FakeIdentity {
  /** Twelve digits; default: that of AWS's documentation. */
  readonly account?: string;
  /** Roles that this caller may assume, by ARN, and the access key id that it then has. */
  readonly roles?: { readonly [arn: string]: { readonly accessKeyId: string; readonly seconds?: number } };
}

/** Speaks STS's query protocol; `false`: the call is none of its own. */
export function answerSts(
  identity: FakeIdentity,
  { operation, form }: QueryCall,
  response: ServerResponse,
): boolean {
  const { account = '123456789012', roles = {} } = identity;
  const results: Readonly<Record<string, () => string | null>> = {
    GetCallerIdentity: () =>
      `<Arn>arn:aws:iam::${account}:user/tester</Arn><UserId>AIDATESTER</UserId><Account>${account}</Account>`,
    AssumeRole: () => {
      const role = roles[form.get('RoleArn') ?? ''];
      if (role === undefined) return null;
      const end = new Date(Date.now() + (role.seconds ?? 3600) * 1000).toISOString();
      return `<Credentials><AccessKeyId>${role.accessKeyId}</AccessKeyId><SecretAccessKey>secret</SecretAccessKey><SessionToken>session of ${form.get('RoleSessionName')}</SessionToken><Expiration>${end}</Expiration></Credentials>`;
    },
  };
  const result = results[operation];
  if (result === undefined) return false;
  const found = result();
  if (found === null) {
    const message = `User: arn:aws:iam::${account}:user/tester is not authorized to perform: sts:AssumeRole on resource: ${form.get('RoleArn')}`;
    failQuery(response, { code: 'AccessDenied', message, status: 403 });
    return true;
  }
  response.setHeader('content-type', 'text/xml');
  response.end(
    `<${operation}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><${operation}Result>${found}</${operation}Result></${operation}Response>`,
  );
  return true;
}
