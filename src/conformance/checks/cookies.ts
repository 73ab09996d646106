import { apiTypes } from '../../contract/contract.ts';
import { type Check, fail, pass } from '../check.ts';

export const setCookie: Check = {
  id: 'set-cookie',
  title: 'Cookies survive, a line each',
  family: 'proxy-format',
  apiTypes,
  severity: 'error',
  why: 'Sessions break where a cookie is lost or two arrive folded into one line.',
  fix: 'Return them under multiValueHeaders on a REST API, under cookies with payload format 2.0.',
  source:
    'https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html',
  after: ['answered', 'status'],
  judge({ lines }, { expectation }) {
    const received = lines('set-cookie');
    const promised = promisedCookies(expectation?.headers);
    if (received.length === 0 && promised.length === 0) return null;
    const folded = received.find(holdsTwoCookies);
    if (folded !== undefined) {
      return fail(`two cookies arrived in one line: ${cookieNames(folded).join(', ')}`, {
        pointer: 'set-cookie',
        expected: 'a line each',
        received: 'one line',
      });
    }
    const lost = promised.filter((cookie) => !received.some((line) => beginsWith(line, cookie)));
    if (lost.length === 0) return pass;
    return fail(`the cookie ${lost.map(nameOf).join(', ')} did not arrive as promised`, {
      pointer: 'set-cookie',
      expected: lost.map(nameOf).join(', '),
      received: received.map(nameOf).join(', ') || 'no cookie',
    });
  },
};

function promisedCookies(headers: { readonly [name: string]: string } = {}): string[] {
  return Object.entries(headers)
    .filter(([name]) => name.toLowerCase() === 'set-cookie')
    .flatMap(([, value]) => value.split(/,\s*(?=[\w-]+=)/));
}

/** A comma followed by `name=` starts another cookie; the comma of an Expires date isn't. */
function holdsTwoCookies(line: string): boolean {
  return cookieNames(line).length > 1;
}

function cookieNames(line: string): string[] {
  return line.split(/,\s*(?=[\w-]+=)/).map(nameOf);
}

function beginsWith(line: string, cookie: string): boolean {
  return line === cookie || line.startsWith(`${cookie};`);
}

function nameOf(cookie: string): string {
  return (cookie.split('=')[0] ?? '').trim();
}
