import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { setImmediate as immediate } from 'node:timers/promises';
import type { LambdaFunction } from '../model.ts';
import type { FunctionLog, Invocation } from './invocation.ts';
import { type FunctionOptions, type Functions, startFunctions } from './start.ts';

const arnOf = (name: string): string => `arn:aws:lambda:eu-west-1:123456789012:function:${name}`;

function lambda(name: string, overrides: Partial<LambdaFunction> = {}): LambdaFunction {
  return {
    name,
    arn: arnOf(name),
    logicalId: name,
    runtime: 'python3.12',
    handler: 'index.handler',
    code: { kind: 'inline', source: 'def handler(event, context):\n    return event\n' },
    environment: {},
    timeoutMs: 3000,
    memoryMb: 128,
    ...overrides,
  };
}

const python = (name: string, source: string, overrides: Partial<LambdaFunction> = {}): LambdaFunction =>
  lambda(name, { code: { kind: 'inline', source }, ...overrides });
const node = (name: string, source: string, overrides: Partial<LambdaFunction> = {}): LambdaFunction =>
  lambda(name, { runtime: 'nodejs20.x', code: { kind: 'inline', source }, ...overrides });

const logs: FunctionLog[] = [];
const opened: Functions[] = [];
const folders: string[] = [];
after(async () => {
  await Promise.all(opened.map((functions) => functions.close()));
  assert.ok(!leftBy(process.pid), 'closed gateways leave nothing behind');
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

async function start(
  functions: readonly LambdaFunction[],
  options: Partial<FunctionOptions> = {},
): Promise<Functions> {
  const started = await startFunctions(functions, { log: (entry) => logs.push(entry), ...options });
  opened.push(started);
  return started;
}

async function call(definition: LambdaFunction, event: unknown = {}): Promise<Invocation> {
  const functions = await start([definition]);
  return functions.invoke(definition.arn, JSON.stringify(event));
}

function resultOf(invocation: Invocation): unknown {
  assert.ok(invocation.ok, JSON.stringify(invocation));
  return JSON.parse(invocation.payload);
}

function failureOf(invocation: Invocation): Extract<Invocation, { ok: false }> {
  assert.ok(!invocation.ok, JSON.stringify(invocation));
  return invocation;
}

test('a Python handler gets the event and its result comes back', async () => {
  const event = { text: 'λ and "quotes"\n', list: [1, null, true], big: 'x'.repeat(300_000) };
  assert.deepEqual(resultOf(await call(lambda('echo'), event)), event);
});

test('a Node handler gets the event and its result comes back', async () => {
  const event = { text: 'λ and "quotes"\n', list: [1, null, true], big: 'x'.repeat(300_000) };
  assert.deepEqual(
    resultOf(await call(node('echo', 'exports.handler = async (event) => event;'), event)),
    event,
  );
});

for (const [style, source, expected] of [
  ['an ES module', 'export const handler = async () => ({ from: "esm" });', { from: 'esm' }],
  [
    'a callback',
    'exports.handler = (event, context, callback) => { setTimeout(() => callback(null, 7), 5); };',
    7,
  ],
  ['a synchronous value, which Lambda ignores', 'exports.handler = () => 7;', null],
  ['a promise that never settles', 'exports.handler = () => new Promise(() => {});', null],
  ['context.succeed', 'exports.handler = (event, context) => context.succeed("done");', 'done'],
  ['a result that is undefined', 'exports.handler = async () => {};', null],
] as const) {
  test(`a Node handler answers by ${style}`, async () => {
    const invocation = await call(
      node('style', source, style === 'an ES module' ? { handler: 'index.handler' } : {}),
    );
    assert.deepEqual(resultOf(invocation), expected);
  });
}

test('a callback is held until the event loop is empty, unless the handler says otherwise', async () => {
  const source = (waits: boolean): string => `
    exports.handler = (event, context, callback) => {
      context.callbackWaitsForEmptyEventLoop = ${waits};
      const result = { late: false };
      callback(null, result);
      setTimeout(() => { result.late = true; }, 20);
    };`;
  assert.deepEqual(resultOf(await call(node('waits', source(true)))), { late: true });
  assert.deepEqual(resultOf(await call(node('hurries', source(false)))), { late: false });
});

test('code in a folder may have its handler in a subfolder and import its neighbours, and nothing is written there', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'gateway-code-'));
  folders.push(folder);
  mkdirSync(join(folder, 'app'));
  writeFileSync(
    join(folder, 'app', 'main.py'),
    'import neighbour\ndef handler(event, context):\n    return neighbour.NAME\n',
  );
  writeFileSync(join(folder, 'neighbour.py'), 'NAME = "next door"\n');
  writeFileSync(join(folder, 'app', 'main.mjs'), 'export const routes = { get: async () => "nested" };\n');
  const code = { kind: 'folder', path: folder } as const;
  assert.equal(resultOf(await call(lambda('py', { code, handler: 'app/main.handler' }))), 'next door');
  const nested = lambda('js', { code, runtime: 'nodejs22.x', handler: 'app/main.routes.get' });
  assert.equal(resultOf(await call(nested)), 'nested');
  assert.deepEqual(readdirSync(folder, { recursive: true }).sort(), [
    'app',
    'app/main.mjs',
    'app/main.py',
    'neighbour.py',
  ]);
});

test('a handler sees its own variables and those of Lambda, and no credentials of the user', async () => {
  const source = 'import os\ndef handler(event, context):\n    return dict(os.environ)\n';
  const functions = await start([python('env', source, { environment: { TABLE: 'users' } })], {
    environment: { ...process.env, AWS_SECRET_ACCESS_KEY: 'secret', AWS_PROFILE: 'mine' },
  });
  const seen = resultOf(await functions.invoke(arnOf('env'), '{}')) as Record<string, string>;
  assert.equal(seen.TABLE, 'users');
  assert.equal(seen.AWS_LAMBDA_FUNCTION_NAME, 'env');
  assert.equal(seen.AWS_REGION, 'eu-west-1');
  assert.equal(seen._HANDLER, 'index.handler');
  assert.equal(seen.AWS_SECRET_ACCESS_KEY, undefined);
  assert.equal(seen.AWS_PROFILE, undefined);
});

test('the context object says what Lambda says', async () => {
  const fields = `return {"id": context.aws_request_id, "arn": context.invoked_function_arn, "name": context.function_name,
        "memory": context.memory_limit_in_mb, "left": context.get_remaining_time_in_millis()}`;
  const seen = resultOf(await call(python('ctx', `def handler(event, context):\n    ${fields}\n`))) as Record<
    string,
    unknown
  >;
  assert.match(String(seen.id), /^[0-9a-f-]{36}$/);
  assert.equal(seen.arn, arnOf('ctx'));
  assert.equal(seen.name, 'ctx');
  assert.equal(seen.memory, '128');
  assert.ok(Number(seen.left) > 0 && Number(seen.left) <= 3000);
  const js = node(
    'ctx',
    'exports.handler = async (e, c) => [c.awsRequestId.length, c.functionName, c.getRemainingTimeInMillis() > 0];',
  );
  assert.deepEqual(resultOf(await call(js)), [36, 'ctx', true]);
});

test('what a handler prints goes to the log and not into its answer', async () => {
  const source =
    'print("loading")\ndef handler(event, context):\n    print("R")\n    print("+1")\n    return 1\n';
  const printed: string[] = [];
  const functions = await startFunctions([python('prints', source)], {
    log: ({ line }) => printed.push(line),
  });
  assert.equal(resultOf(await functions.invoke(arnOf('prints'), '{}')), 1);
  await functions.close();
  assert.deepEqual(printed, ['loading', 'R', '+1']);
});

test('an exception becomes the error document of its runtime', async () => {
  const raised = failureOf(
    await call(python('raises', 'def handler(event, context):\n    return 1 + event["name"]\n')),
  );
  assert.equal(raised.kind, 'unhandled');
  assert.equal(raised.error.errorType, 'KeyError');
  assert.equal(raised.error.errorMessage, "'name'");
  assert.match(raised.error.requestId ?? '', /^[0-9a-f-]{36}$/);
  assert.equal(raised.error.stackTrace?.length, 1);
  assert.match(
    raised.error.stackTrace?.[0] ?? '',
    /^ {2}File "\/var\/task\/index\.py", line 2, in handler\n {4}return 1 \+ event\["name"\]\n$/,
  );
  const thrown = failureOf(
    await call(node('throws', 'exports.handler = async () => { throw new TypeError("no"); };')),
  );
  assert.equal(thrown.error.errorType, 'TypeError');
  assert.equal(thrown.error.errorMessage, 'no');
  assert.deepEqual(Object.keys(thrown.error), ['errorType', 'errorMessage', 'trace']);
  assert.match(thrown.error.trace?.[1] ?? '', / \(?\/var\/task\/index\.js:1:\d+\)?$/);
});

for (const [mistake, definition, errorType] of [
  ['a syntax error in Python', python('bad', 'def handler(:\n'), 'Runtime.UserCodeSyntaxError'],
  ['a missing Python module', python('bad', 'import does_not_exist\n'), 'Runtime.ImportModuleError'],
  ['a missing Python function', python('bad', 'x = 1\n'), 'Runtime.HandlerNotFound'],
  [
    'a Python handler name without a dot',
    lambda('bad', { handler: 'handler' }),
    'Runtime.MalformedHandlerName',
  ],
  ['an exception while Python code loads', python('bad', 'raise ValueError("at start")\n'), 'ValueError'],
  [
    'a result that JSON can’t hold',
    python('bad', 'def handler(e, c):\n    return {1, 2}\n'),
    'Runtime.MarshalError',
  ],
  ['a syntax error in Node', node('bad', 'exports.handler = (;'), 'Runtime.UserCodeSyntaxError'],
  ['a missing Node module', node('bad', 'require("does-not-exist")'), 'Runtime.ImportModuleError'],
  ['a missing Node function', node('bad', 'exports.other = 1'), 'Runtime.HandlerNotFound'],
  ['a missing Node file', node('bad', '', { handler: 'other.handler' }), 'Runtime.ImportModuleError'],
  [
    'a circular result',
    node('bad', 'exports.handler = async () => { const a = {}; a.a = a; return a; }'),
    'Runtime.MarshalError',
  ],
] as const) {
  test(`${mistake} is reported as ${errorType}`, async () => {
    const invocation = failureOf(await call(definition));
    assert.equal(invocation.kind, 'unhandled');
    assert.equal(invocation.error.errorType, errorType);
  });
}

test('a function that runs too long is killed, and the next call gets a new process', async () => {
  const source = `import os, time
def handler(event, context):
    if event.get("slow"):
        while True: pass
    return os.getpid()
`;
  const functions = await start([python('slow', source, { timeoutMs: 1000 })]);
  const before = resultOf(await functions.invoke(arnOf('slow'), '{}'));
  const timedOut = failureOf(await functions.invoke(arnOf('slow'), '{"slow":true}'));
  assert.equal(timedOut.kind, 'timeout');
  assert.match(timedOut.error.errorMessage, /Task timed out after 1\.00 seconds/);
  assert.notEqual(resultOf(await functions.invoke(arnOf('slow'), '{}')), before);
});

for (const [way, definition] of [
  [
    'Python os._exit',
    python('crash', 'import os\ndef handler(e, c):\n    return os.getpid() if "pid" in e else os._exit(3)\n'),
  ],
  [
    'Python sys.exit',
    python(
      'crash',
      'import os, sys\ndef handler(e, c):\n    return os.getpid() if "pid" in e else sys.exit(3)\n',
    ),
  ],
  [
    'Node process.exit',
    node('crash', 'exports.handler = async (e) => ("pid" in e ? process.pid : process.exit(3));'),
  ],
  [
    'garbage on its channel',
    python(
      'crash',
      'import os\ndef handler(e, c):\n    return os.getpid() if "pid" in e else os.write(3, b"what?\\n")\n',
    ),
  ],
] as const) {
  test(`a handler process that ends by ${way} fails its call, and the next one gets a new process`, async () => {
    const functions = await start([definition]);
    const first = resultOf(await functions.invoke(definition.arn, '{"pid":1}'));
    assert.equal(failureOf(await functions.invoke(definition.arn, '{}')).kind, 'crash');
    assert.notEqual(resultOf(await functions.invoke(definition.arn, '{"pid":1}')), first);
  });
}

test('what a crashed handler has started neither delays the answer nor lives on', async () => {
  const source = `import os, subprocess
def handler(event, context):
    print(subprocess.Popen(["sleep", "600"]).pid, flush=True)
    os._exit(1)
`;
  const printed: string[] = [];
  const functions = await startFunctions([python('parent', source, { timeoutMs: 60_000 })], {
    log: ({ line }) => printed.push(line),
  });
  opened.push(functions);
  assert.equal(failureOf(await functions.invoke(arnOf('parent'), '{}')).kind, 'crash');
  while (printed.length === 0) await immediate();
  await processEnded(Number(printed[0]));
});

test('calls at the same time run in processes of their own, each one call at a time', async () => {
  const source = `import os, time
busy = 0
def handler(event, context):
    global busy
    busy += 1
    seen = busy
    time.sleep(0.2)
    busy -= 1
    return [os.getpid(), seen]
`;
  const functions = await start([python('wide', source)]);
  const answers = await Promise.all([1, 2, 3, 4].map(() => functions.invoke(arnOf('wide'), '{}')));
  const results = answers.map(resultOf) as [number, number][];
  assert.ok(new Set(results.map(([pid]) => pid)).size > 1);
  assert.ok(results.every(([, seen]) => seen === 1));
});

test('calls one after the other share a process', async () => {
  const functions = await start([node('narrow', 'exports.handler = async () => process.pid;')]);
  const first = resultOf(await functions.invoke(arnOf('narrow'), '{}'));
  assert.equal(resultOf(await functions.invoke(arnOf('narrow'), '{}')), first);
});

test('an idle process is ended', async () => {
  const functions = await start([python('idle', 'import os\ndef handler(e, c):\n    return os.getpid()\n')], {
    limits: { processes: 2, idleMs: 20 },
  });
  const pid = Number(resultOf(await functions.invoke(arnOf('idle'), '{}')));
  await processEnded(pid);
});

test('closing ends the processes, also busy ones, and answers their calls', async () => {
  const source = 'import os, time\nprint(os.getpid())\ndef handler(e, c):\n    time.sleep(60)\n';
  const printed: string[] = [];
  const functions = await startFunctions([python('busy', source, { timeoutMs: 60_000 })], {
    log: ({ line }) => printed.push(line),
  });
  const pending = functions.invoke(arnOf('busy'), '{}');
  while (printed.length === 0) await immediate();
  const pid = Number(printed[0]);
  await functions.close();
  assert.equal(failureOf(await pending).kind, 'crash');
  await processEnded(pid);
});

for (const [language, loop] of [
  ['python', 'print(__import__("os").getpid())\ndef handler(e, c):\n    while True: pass\n'],
  ['node', 'console.log(process.pid); exports.handler = () => { for (;;); };'],
] as const) {
  test(`a ${language} handler that loops for ever ends when the gateway is killed`, async () => {
    const { spawn } = await import('node:child_process');
    const definition = (language === 'python' ? python : node)('loop', loop, { timeoutMs: 600_000 });
    const program = `
      import { startFunctions } from ${JSON.stringify(new URL('./start.ts', import.meta.url).href)};
      const definition = ${JSON.stringify(definition)};
      const functions = await startFunctions([definition], { log: ({ line }) => console.log(line) });
      await functions.invoke(definition.arn, '{}');`;
    const gateway = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = (await once(gateway.stdout, 'data')) as [Buffer];
    gateway.kill('SIGKILL');
    await processEnded(Number(line.toString()));
    const functions = await start([lambda('next')]);
    assert.ok((await functions.invoke(arnOf('next'), '{}')).ok);
    assert.ok(!leftBy(gateway.pid), 'the next gateway tidies up after a killed one');
  });
}

function leftBy(pid: number | undefined): boolean {
  return readdirSync(tmpdir()).some((name) => name.startsWith(`gatewright-code-${pid}-`));
}

test('an ARN without a function, or with an unknown qualifier, is no function', async () => {
  const functions = await start([lambda('known')]);
  assert.equal(failureOf(await functions.invoke(arnOf('other'), '{}')).kind, 'no-such-function');
  assert.equal(failureOf(await functions.invoke(`${arnOf('known')}:live`, '{}')).kind, 'no-such-function');
});

test('an alias runs the version that it names, apart from the other versions', async () => {
  const source = `import os
def handler(event, context):
    return [context.function_version, context.invoked_function_arn.split(":")[-1], os.getpid()]
`;
  const functions = await start([python('versions', source, { qualifiers: { live: '2', 2: '2' } })]);
  const ask = async (qualifier: string): Promise<unknown[]> =>
    resultOf(await functions.invoke(`${arnOf('versions')}${qualifier}`, '{}')) as unknown[];
  const byAlias = await ask(':live');
  assert.deepEqual(byAlias.slice(0, 2), ['2', 'live']);
  assert.deepEqual(await ask(':2'), ['2', '2', byAlias[2]]);
  const unqualified = await ask('');
  assert.deepEqual(unqualified.slice(0, 2), ['$LATEST', 'versions']);
  assert.notEqual(unqualified[2], byAlias[2]);
});

test('an alias with weights runs another version for its share of calls', async () => {
  const source = 'def handler(event, context):\n    return context.function_version\n';
  const ask = async (weight: number): Promise<unknown> => {
    const qualifiers = { live: '1', 1: '1', 2: '2' };
    const functions = await start([
      python('weighted', source, { qualifiers, weights: { live: { 2: weight } } }),
    ]);
    return resultOf(await functions.invoke(`${arnOf('weighted')}:live`, '{}'));
  };
  assert.equal(await ask(1), '2');
  assert.equal(await ask(0), '1');
});

test('code that isn’t on this machine answers as a broken function', async () => {
  const code = { kind: 'unavailable', reason: 'the code is in a bucket' } as const;
  const invocation = failureOf(await call(lambda('remote', { code })));
  assert.equal(invocation.error.errorMessage, 'the code is in a bucket');
});

test('a retired runtime runs on the interpreter at hand, with a warning', async () => {
  const functions = await start([
    lambda('old', { runtime: 'python3.7' }),
    node('older', 'exports.handler = async () => 1;', { runtime: 'nodejs18.x' }),
  ]);
  assert.deepEqual(
    functions.warnings.map(({ message }) => message.split(';')[0]),
    [
      'runtime python3.7 is no longer offered by AWS Lambda',
      'runtime nodejs18.x is no longer offered by AWS Lambda',
    ],
  );
  assert.deepEqual(resultOf(await functions.invoke(arnOf('old'), '{}')), {});
  assert.equal(resultOf(await functions.invoke(arnOf('older'), '{}')), 1);
});

test('without an interpreter the function answers as a broken one, and a warning says why', async () => {
  const functions = await start([lambda('py'), lambda('java', { runtime: 'java21' })], {
    environment: { PYTHON: '/nowhere/python3' },
  });
  assert.match(functions.warnings[0]?.message ?? '', /\/nowhere\/python3 can't be run/);
  assert.match(functions.warnings[1]?.message ?? '', /java21 is not supported/);
  assert.equal(failureOf(await functions.invoke(arnOf('py'), '{}')).kind, 'crash');
});

/** Resolves when no process has the id; the test's own time limit is the limit. */
async function processEnded(pid: number): Promise<void> {
  assert.ok(pid > 0);
  for (;;) {
    try {
      process.kill(pid, 0);
    } catch {
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

for (const [language, source] of [
  [
    'python',
    'import time, os\ndef handler(e, c):\n    while "until" in e and not os.path.exists(e["until"]): time.sleep(0.01)\n    return e["n"]\n',
  ],
  [
    'node',
    'exports.handler = async (e) => { while (e.until && !require("fs").existsSync(e.until)) await new Promise((r) => setTimeout(r, 10)); return e.n; };',
  ],
] as const) {
  test(`calls of a quick ${language} handler don’t wait for one that takes long, and each runs once`, async () => {
    const lambda = language === 'python' ? python('mixed', source) : node('mixed', source);
    const functions = await start([lambda]);
    const call = async (event: object): Promise<unknown> => {
      const result = await functions.invoke(lambda.arn, JSON.stringify(event));
      assert.ok(result.ok, JSON.stringify(result));
      return JSON.parse(result.payload);
    };
    // Until it is known to be quick, and gets several calls at a time.
    for (let n = 0; n < 300; n += 20)
      await Promise.all(Array.from({ length: 20 }, (_, index) => call({ n: n + index })));
    const folder = mkdtempSync(join(tmpdir(), 'until-'));
    folders.push(folder);
    const until = join(folder, 'end');
    const slow = call({ until, n: -1 });
    const others = await Promise.all(Array.from({ length: 40 }, (_, n) => call({ n })));
    assert.deepEqual(
      others,
      Array.from({ length: 40 }, (_, n) => n),
    );
    writeFileSync(until, '');
    assert.equal(await slow, -1);
  });
}

test('calls that a crashed process had not begun go to another one', async () => {
  const lambda = node(
    'mixed-crash',
    'exports.handler = async (e) => (e.crash ? process.exit(3) : process.pid);',
  );
  const functions = await start([lambda]);
  const call = (event: object) => functions.invoke(lambda.arn, JSON.stringify(event));
  for (let n = 0; n < 15; n += 1) await Promise.all(Array.from({ length: 20 }, () => call({})));
  const [crashed, ...others] = await Promise.all([
    call({ crash: true }),
    ...Array.from({ length: 40 }, () => call({})),
  ]);
  assert.equal(crashed?.ok === false && crashed.kind, 'crash');
  assert.ok(others.every(({ ok }) => ok));
});
