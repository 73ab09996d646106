import { apiTypes } from '../../contract/contract.ts';
import { type Check, fail, pass } from '../check.ts';
import { mentions } from './proxy-format.ts';

/** How the runtimes of Lambda print a stack: Python, Node, Java, .NET, Ruby, and Lambda's own error JSON. */
const traces = [
  /Traceback \(most recent call last\)/,
  /File "[^"\n]+\.py", line \d+/,
  /\bat .{0,200}\((?:file:\/\/)?\/[^()\n]{1,300}\.(?:js|mjs|cjs|ts):\d+:\d+\)/,
  /\bat [\w.$]{1,200}\([\w$]{1,100}\.java:\d+\)/,
  /\bat [\w.<>`]{1,200}\([^()\n]{0,200}\) in .{1,300}:line \d+/,
  /\/var\/task\/[^\s"']{1,200}\.rb:\d+:in /,
  /"stackTrace"\s*:\s*\[/,
];

export const stackTrace: Check = {
  id: 'stack-trace',
  title: 'No stack trace leaves the API',
  family: 'exposure',
  apiTypes,
  severity: 'error',
  why: 'It shows strangers file names, libraries and the place to attack.',
  fix: 'Catch the error in the function, log it, and answer a message of your own; behind a non-proxy integration, map the error.',
  source: 'https://cheatsheetseries.owasp.org/cheatsheets/Error_Handling_Cheat_Sheet.html',
  after: ['answered'],
  judge({ text, status }, promised) {
    if (status < 400 && !text.includes('stackTrace') && !text.includes('Traceback')) {
      return promised.expectation === null ? null : pass;
    }
    const trace = traces.find((pattern) => pattern.test(text));
    if (trace === undefined) return pass;
    if (mentions(promised, 'stackTrace') || mentions(promised, 'Traceback')) return pass;
    return fail(`the body of the ${status} holds a stack trace`, {
      expected: 'a message',
      received: trace.exec(text)?.[0].slice(0, 80) ?? '',
      severity: status >= 400 ? 'error' : 'warning',
    });
  },
};

export const accountId: Check = {
  id: 'account-id',
  title: 'No AWS account id leaves the API in an error',
  family: 'exposure',
  apiTypes,
  severity: 'warning',
  why: 'With the account id and role names strangers can aim at the account.',
  fix: "Answer a message of your own instead of the AWS SDK's error text.",
  source: 'https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-identifiers.html',
  after: ['answered'],
  judge({ text, status }, { expectation }) {
    if (expectation === null || status < 400) return null;
    if (!/\barn:aws[\w-]*:[\w-]*:[\w-]*:\d{12}:/.test(text)) return pass;
    return fail(`the body of the ${status} holds an ARN with the account id`, {
      expected: 'a message',
      received: 'an ARN',
    });
  },
};
