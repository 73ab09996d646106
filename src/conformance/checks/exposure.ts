import { apiTypes } from '../../contract/contract.ts';
import { type Check, fail, pass } from '../check.ts';
import { mentions } from './proxy-format.ts';

/** How languages print a stack: Python, Node, Java, .NET, Ruby, Go, PHP, Rust, and Lambda's own error JSON. */
const traces = [
  /Traceback \(most recent call last\)/,
  /File "[^"\n]+\.py", line \d+/,
  /\bat .{0,200}\((?:file:\/\/)?\/[^()\n]{1,300}\.(?:js|mjs|cjs|ts):\d+:\d+\)/,
  /\bat [\w.$]{1,200}\([\w$]{1,100}\.java:\d+\)/,
  /\bat [\w.<>`]{1,200}\([^()\n]{0,200}\) in .{1,300}:line \d+/,
  /\/var\/task\/[^\s"']{1,200}\.rb:\d+:in /,
  /"(?:stackTrace|stack_trace|trace)"\s*:\s*\[\s*"/,
  /(?:^|\n|\\n)\s*at (?:async )?(?:file:\/\/)?\/[^()\s]{1,300}\.(?:js|mjs|cjs|ts):\d+:\d+/,
  /\bgoroutine \d+ \[[\w ,]+\]:/,
  /(?:^|\n|\\n)\s*\/[^\s"]{1,300}\.go:\d+ \+0x[\da-f]+/,
  /#\d+ \/[^\s(]{1,300}\.php\(\d+\):/,
  /\bin \/[^\s"]{1,300}\.php(?:\(\d+\)| on line \d+)/,
  /\bthread '[^']{1,60}' panicked at /,
  /\b[\w/.-]{1,200}\.rb:\d+:in [`'][^`'\n]{1,100}'/,
  /\bCaused by: [\w.$]{1,200}(?:Exception|Error)\b/,
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
    if (status < 400 && !/stackTrace|stack_trace|Traceback|goroutine \d|panicked at/.test(text)) {
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
  judge({ text, status, gatewayError }) {
    if (status < 400 || status === 0 || gatewayError !== null) return null;
    if (!/\barn:aws[\w-]*:[\w-]*:[\w-]*:\d{12}:/.test(text)) return pass;
    return fail(`the body of the ${status} holds an ARN with the account id`, {
      expected: 'a message',
      received: 'an ARN',
    });
  },
};

/** An address inside a network: of a host or database that only the API itself may know. */
const internals: readonly (readonly [what: string, pattern: RegExp])[] = [
  ['a private address', /\b(?:10\.\d{1,3}|192\.168|172\.(?:1[6-9]|2\d|3[01]))\.\d{1,3}\.\d{1,3}\b/],
  [
    "a host's internal name",
    /\b[\w-]+(?:\.[\w-]+)*\.(?:compute\.internal|ec2\.internal|svc\.cluster\.local)\b/,
  ],
  [
    "a database's or cache's address",
    /\b[\w.-]+\.(?:rds|cache|docdb|es|redshift)(?:\.[\w-]+)?\.amazonaws\.com\b/,
  ],
  ['a connection string', /\b(?:postgres(?:ql)?|mysql|mongodb(?:\+srv)?|redis|amqp):\/\/[^\s"']+/],
  ['a key of AWS', /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/],
  ['a path of the function', /\/var\/(?:task|runtime|lang)\/[\w./-]+/],
];

export const internalNames: Check = {
  id: 'internal-names',
  title: 'No internal name leaves the API in an error',
  family: 'exposure',
  apiTypes,
  severity: 'warning',
  why: 'Names of hosts, databases and files show strangers what stands behind the API.',
  fix: 'Log the error and answer a message of your own.',
  source: 'https://cheatsheetseries.owasp.org/cheatsheets/Error_Handling_Cheat_Sheet.html',
  after: ['answered', 'stack-trace', 'envelope'],
  judge({ exchange, text, status, gatewayError }, promised) {
    if (status < 400 || gatewayError !== null || status === 0) return null;
    const sent = `${exchange.request.url} ${Buffer.from(exchange.request.bodyBase64 ?? '', 'base64')}`;
    const found = internals.find(([, pattern]) => {
      const name = pattern.exec(text)?.[0];
      // What the caller sent is no secret to the caller.
      return name !== undefined && !sent.includes(name) && !mentions(promised, name);
    });
    if (found === undefined || mentions(promised, 'stackTrace')) return pass;
    const [what] = found;
    return fail(`the body of the ${status} holds ${what}`, {
      expected: 'a message',
      received: what,
      severity: what === 'a key of AWS' || what === 'a connection string' ? 'error' : 'warning',
    });
  },
};
