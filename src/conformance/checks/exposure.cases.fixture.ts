import type { Cases, Told } from '../exchange.fixture.ts';

const leak = (body: unknown): readonly [Told, object] => [{ status: 500, body }, {}];

export const exposureCases: { readonly [check: string]: Cases } = {
  'stack-trace': {
    holds: {
      'a message': { status: 500, body: { error: 'broken' } },
      'a message about something that happened at a place': {
        status: 400,
        body: { error: 'at least one of name (or id) is wanted; see /docs/items.php' },
      },
      'a promised trace': {
        status: 500,
        body: { stackTrace: ['File "a.py", line 1'] },
        expect: { status: 500 },
        route: { responses: { 500: { type: 'object', required: ['stackTrace'] } } },
      },
    },
    fails: {
      Python: leak('Traceback (most recent call last):\n  File "/var/task/a.py", line 3'),
      Node: leak({ error: 'Error: x\n    at handler (/var/task/index.js:3:9)' }),
      'Node, outside of a function': leak({ error: 'Error: x\n    at file:///var/task/index.mjs:3:9' }),
      Java: leak('java.lang.NullPointerException\n\tat com.shop.Handler.handle(Handler.java:12)'),
      'Java, the cause alone': leak({ error: 'Caused by: java.sql.SQLException: no route' }),
      '.NET': leak('   at Shop.Handler.Get(String id) in /src/Handler.cs:line 12'),
      Ruby: leak("/app/handler.rb:12:in `handler'"),
      Go: leak('goroutine 1 [running]:\nmain.main()\n\t/app/main.go:12 +0x1d'),
      PHP: leak('#0 /var/www/index.php(12): handle()'),
      Rust: leak("thread 'main' panicked at src/main.rs:12:5"),
      'a list of frames': leak({ error: 'x', trace: ['a.handler', 'b.call'] }),
      'the error JSON of Lambda in a 200': [
        { body: { errorMessage: 'x', errorType: 'KeyError', stackTrace: ['…'] } },
        { severity: 'warning' },
      ],
    },
  },
  'account-id': {
    holds: { 'a message': { status: 500, body: { error: 'broken' } } },
    fails: {
      'an ARN': leak({ error: 'arn:aws:iam::123456789012:role/api is not allowed' }),
      'an ARN in an answer to a probe': [
        {
          purpose: 'broken-request',
          status: 400,
          body: { error: 'arn:aws:dynamodb:eu-west-1:123456789012:table/items' },
        },
        {},
      ],
    },
  },
  'internal-names': {
    holds: {
      'a message': { status: 500, body: { error: 'broken' } },
      'an address that the caller sent': {
        status: 400,
        url: 'https://abc123.execute-api.eu-west-1.amazonaws.com/dev/items?ip=10.0.0.1',
        body: { error: '10.0.0.1 is not allowed' },
      },
      'a version that looks like an address': { status: 400, body: { error: 'version 1.10.2.3' } },
      'a promised trace': {
        status: 500,
        body: { stackTrace: ['/var/task/a.py'] },
        expect: { status: 500 },
        route: { responses: { 500: { type: 'object', required: ['stackTrace'] } } },
      },
    },
    fails: {
      'a private address': leak({ error: 'connect ECONNREFUSED 10.0.3.17:5432' }),
      'a database': leak({ error: 'could not connect to shop.c9akciq32.eu-west-1.rds.amazonaws.com' }),
      'a host': leak({ error: 'ip-10-0-3-17.eu-west-1.compute.internal refused' }),
      'a path': leak({ error: "No module named 'x' in /var/task/handler.py" }),
      'a connection string': [
        { status: 500, body: { error: 'postgres://shop:pw@db/items' } },
        { severity: 'error' },
      ],
      'a key': [{ status: 500, body: { error: 'key AKIAIOSFODNN7EXAMPLE' } }, { severity: 'error' }],
    },
    silent: {
      'a success may hold what it wants': { body: { host: '10.0.0.1' } },
      'the gateway speaks for itself': { status: 403, body: { message: 'Forbidden' } },
    },
  },
};
