import type { Answer } from './request.ts';

/** Each of AWS's answers holds one of them: src/transport/answered-by.ts has the same. */
export const idsOfAws = [
  'X-Amzn-Requestid',
  'Apigw-Requestid',
  'X-Amz-Apigw-Id',
  'X-Amz-Cf-Id',
  'X-Amzn-Trace-Id',
];

/** An HTML page that no part of AWS made: as a proxy answers that blocks a call, or wants a login first. */
export function isForeignPage({ headers }: Pick<Answer, 'headers'>): boolean {
  const type = (headers['Content-Type'] ?? '').split(';')[0]?.trim().toLowerCase();
  return type === 'text/html' && idsOfAws.every((name) => headers[name] === undefined);
}

const redirections: readonly number[] = [301, 302, 303, 307, 308];

/** RFC 9110, 15.4: a 304 sends nobody anywhere. */
export function isRedirection(status: number): boolean {
  return redirections.includes(status);
}
