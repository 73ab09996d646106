/**
 * Runs one Lambda handler: events come in and answers go out as lines on file descriptor 3.
 *
 * A line in is {"requestId", "arn", "timeoutMs", "event"}. A line out is one letter, the microseconds
 * that it took, a space and JSON: R ready, I could not start, + the handler's result, - its error.
 * B and request ids: calls that it hasn't begun and won't, as the one that runs takes long. Error documents, context and
 * the rules for callbacks are those of the Lambda Node runtime
 * (https://docs.aws.amazon.com/lambda/latest/dg/nodejs-context.html, .../nodejs-handler.html).
 */
import { existsSync, readSync, realpathSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';

const environment = process.env;
const channel = 3;
let handler;
/** The call in progress: `finish` sends its answer; `waiting` is a callback's, held until the event loop is empty. */
let current = null;

function errorDocument(error) {
  if (error instanceof Error) {
    return {
      errorType: error.name,
      errorMessage: error.message,
      trace: deployed(error.stack ?? '').split('\n'),
    };
  }
  return { errorType: typeof error, errorMessage: String(error), trace: [] };
}

/** Names code and this file by the folders that they lie in on AWS. */
function deployed(stack) {
  const root = environment.LAMBDA_TASK_ROOT;
  return stack
    .replaceAll(fileURLToPath(import.meta.url), '/var/runtime/index.mjs')
    .replaceAll(realpathSync(root), '/var/task')
    .replaceAll(root, '/var/task');
}

/** Since when this process works on what it answers next, milliseconds. */
let sinceMs = 0;

function send(letter, text) {
  const tookUs = Math.round((performance.now() - sinceMs) * 1000);
  write(`${letter}${tookUs} ${text}\n`);
}

function write(text) {
  let rest = Buffer.from(text);
  try {
    while (rest.length > 0) rest = rest.subarray(writeSync(channel, rest));
  } catch {
    // The gateway is gone.
    process.exit(1);
  }
}

function refuseToStart(errorType, errorMessage, trace = []) {
  send('I', JSON.stringify({ errorType, errorMessage, trace }));
  process.exit(1);
}

/** How long calls wait for the one that runs before other processes get them. */
const patienceMs = 5;
let chunk = Buffer.allocUnsafe(65_536);
let filled = 0;

/**
 * Waits for the next call without turning the event loop: between invocations Lambda freezes an environment,
 * timers and all (AWS documentation, "Lambda execution environment lifecycle").
 */
function nextLine() {
  let seen = 0;
  for (;;) {
    const end = chunk.subarray(seen, filled).indexOf(10);
    if (end >= 0) {
      const line = chunk.toString('utf8', 0, seen + end);
      chunk.copyWithin(0, seen + end + 1, filled);
      filled -= seen + end + 1;
      return line;
    }
    seen = filled;
    if (filled === chunk.length) chunk = Buffer.concat([chunk, Buffer.allocUnsafe(chunk.length)]);
    const count = readSync(channel, chunk, filled, chunk.length - filled, null);
    if (count === 0) process.exit(0);
    filled += count;
  }
}

function takeNext() {
  const line = nextLine();
  sinceMs = performance.now();
  run(JSON.parse(line));
  if (current !== null && filled > 0) giveBackLater(current);
}

function giveBackLater(call) {
  setTimeout(() => {
    if (call !== current) return;
    const end = chunk.subarray(0, filled).lastIndexOf(10) + 1;
    if (end === 0) return;
    const lines = chunk.toString('utf8', 0, end - 1).split('\n');
    chunk.copyWithin(0, end, filled);
    filled -= end;
    // Every line begins {"requestId":"UUID".
    write(`B0 ${lines.map((line) => line.slice(14, 50)).join(',')}\n`);
  }, patienceMs).unref();
}

/** A busy handler never sees its channel close, so a thread watches the parent. */
function endWithParent() {
  // The parent is named from here: it may be gone before the thread has started.
  const watch = `setInterval(() => { if (process.ppid !== ${process.ppid}) process.kill(process.pid, 'SIGKILL'); }, 1000);`;
  new Worker(watch, { eval: true, stdout: false, stderr: false }).unref();
}

async function loadHandler(name) {
  const slash = name.lastIndexOf('/') + 1;
  const dot = name.indexOf('.', slash);
  if (dot < 0) return refuseToStart('Runtime.MalformedHandlerName', 'Bad handler');
  const stem = join(environment.LAMBDA_TASK_ROOT, name.slice(0, dot));
  const file = ['', '.js', '.mjs', '.cjs'].map((ending) => stem + ending).find((path) => existsSync(path));
  if (file === undefined) {
    return refuseToStart('Runtime.ImportModuleError', `Error: Cannot find module '${name.slice(0, dot)}'`);
  }
  let module;
  try {
    module = await import(pathToFileURL(file));
  } catch (error) {
    const { errorType, errorMessage, trace } = errorDocument(error);
    if (error instanceof SyntaxError)
      return refuseToStart('Runtime.UserCodeSyntaxError', `SyntaxError: ${errorMessage}`, trace);
    const missing = error?.code === 'MODULE_NOT_FOUND' || error?.code === 'ERR_MODULE_NOT_FOUND';
    return refuseToStart(
      missing ? 'Runtime.ImportModuleError' : errorType,
      missing ? `Error: ${errorMessage}` : errorMessage,
      trace,
    );
  }
  const steps = name.slice(dot + 1).split('.');
  const found = [module, module.default].map((root) => steps.reduce((value, step) => value?.[step], root));
  handler = found.find((value) => value !== undefined);
  if (handler === undefined)
    return refuseToStart('Runtime.HandlerNotFound', `${name} is undefined or not exported`);
  if (typeof handler !== 'function')
    return refuseToStart('Runtime.HandlerNotFound', `${name} is not a function`);
  send('R', '');
  setImmediate(takeNext);
}

function finish(call, letter, value) {
  if (call !== current) return;
  current = null;
  let text;
  try {
    text = JSON.stringify(value) ?? 'null';
  } catch (error) {
    letter = '-';
    text = JSON.stringify({ ...errorDocument(error), errorType: 'Runtime.MarshalError' });
  }
  send(letter, text);
  // What is due now still runs, and the rest when the next call comes.
  setImmediate(takeNext);
}

function contextOf(call, callback) {
  return {
    awsRequestId: call.requestId,
    invokedFunctionArn: call.arn,
    functionName: environment.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: environment.AWS_LAMBDA_FUNCTION_VERSION,
    memoryLimitInMB: environment.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: environment.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: environment.AWS_LAMBDA_LOG_STREAM_NAME,
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => Math.max(Math.round(call.timeoutMs - (performance.now() - sinceMs)), 0),
    succeed: (result) => callback(null, result),
    fail: (error) => callback(error ?? new Error('handled')),
    done: callback,
  };
}

function run(call) {
  current = call;
  const callback = (error, result) => {
    if (call !== current || call.waiting !== undefined) return;
    const failed = error !== null && error !== undefined;
    const answer = failed ? ['-', errorDocument(error)] : ['+', result];
    if (failed || !context.callbackWaitsForEmptyEventLoop) finish(call, ...answer);
    else call.waiting = answer;
  };
  const context = contextOf(call, callback);
  try {
    const result = handler(call.event, context, callback);
    if (typeof result?.then !== 'function') return;
    result.then(
      (value) => finish(call, '+', value),
      (error) => finish(call, '-', errorDocument(error)),
    );
  } catch (error) {
    finish(call, '-', errorDocument(error));
  }
}

// An empty event loop: nothing can answer any more.
process.on('beforeExit', () => {
  if (current !== null) finish(current, ...(current.waiting ?? ['+', null]));
});

function endWith(error, errorType) {
  send('-', JSON.stringify({ ...errorDocument(error), ...(errorType === undefined ? {} : { errorType }) }));
  process.exit(129);
}
process.on('uncaughtException', (error) => endWith(error));
process.on('unhandledRejection', (error) => endWith(error, 'Runtime.UnhandledPromiseRejection'));

endWithParent();
await loadHandler(environment._HANDLER);
