import { randomUUID } from 'node:crypto';
import type { LambdaFunction } from '../model.ts';
import { type CodeFolders, createCodeFolders } from './code.ts';
import { environmentOf } from './environment.ts';
import { openFunctionStream, type WriteEvent } from './function-log.ts';
import { startHandlerProcess } from './handler-process.ts';
import { type FunctionLog, failure, type Invoke } from './invocation.ts';
import { createPool, defaultLimits, type Pool, type PoolLimits } from './pool.ts';
import { createRuntimeFinder, type RuntimeFinder, retirementOf } from './runtime.ts';
import { ArchiveError } from './unpack.ts';

export interface Functions {
  readonly invoke: Invoke;
  /** About functions that run otherwise than on Lambda, or not at all. */
  readonly warnings: readonly FunctionWarning[];
  /** Starts one process for each function, so that first requests don't wait for an interpreter. */
  warm(): void;
  /** Ends every process and removes temporary files. */
  close(): Promise<void>;
}

export interface FunctionWarning {
  readonly lambda: LambdaFunction;
  readonly message: string;
}

export interface FunctionOptions {
  readonly log: (entry: FunctionLog) => void;
  /** Takes what the functions' log groups hold. */
  readonly writeEvent?: WriteEvent;
  readonly limits?: PoolLimits;
  /** Where interpreters are looked for; default: this process's own. */
  readonly environment?: NodeJS.ProcessEnv;
  /** Default: one that looks in `environment`. */
  readonly findRuntime?: RuntimeFinder;
}

/** Largest event and largest result of a synchronous invocation, bytes (AWS documentation, "Lambda quotas"). */
export const payloadLimitBytes = 6 * 1024 * 1024;
/** Largest event of an asynchronous invocation, bytes (same page). */
export const asyncPayloadLimitBytes = 1024 * 1024;

/** A function with its pools, one for each version that is called: each version runs in processes of its own. */
interface Target {
  readonly lambda: LambdaFunction;
  /** Makes the pool of a version; a text says why the function can't run. */
  readonly createPool: ((version: string) => Pool) | string;
  readonly pools: Map<string, Pool>;
}

/** Makes functions invocable. Processes start with the first invocation, or with `warm`. */
export async function startFunctions(
  functions: readonly LambdaFunction[],
  options: FunctionOptions,
): Promise<Functions> {
  const machine = options.environment ?? process.env;
  const { findRuntime = createRuntimeFinder(machine) } = options;
  const folders = createCodeFolders();
  const targets = new Map<string, Target>();
  const warnings: FunctionWarning[] = [];
  for (const lambda of functions) {
    const target = (createPool: Target['createPool']): void => {
      targets.set(lambda.arn, { lambda, createPool, pools: new Map() });
    };
    if (lambda.code.kind === 'unavailable') {
      target(lambda.code.reason);
      continue;
    }
    const broken = await folders.prepare(lambda).then(() => null, reasonOf);
    if (broken !== null) {
      target(broken);
      warnings.push({ lambda, message: `${broken}; calls of ${lambda.name} fail` });
      continue;
    }
    const runtime = await findRuntime(lambda.runtime);
    if (!runtime.found) {
      target(runtime.reason);
      warnings.push({ lambda, message: `${runtime.reason}; calls of ${lambda.name} fail` });
      continue;
    }
    const retirement = retirementOf(lambda.runtime);
    if (retirement !== null) warnings.push({ lambda, message: retirement });
    const { language, command } = runtime;
    target(poolsOf({ lambda, language, command }, { folders, machine, options }));
  }
  return {
    invoke: (arn, event) => invoke(targets, arn, event),
    warnings,
    warm() {
      for (const target of targets.values()) {
        const pool = poolOf(target, latest);
        if (typeof pool !== 'string') pool.warm();
      }
    },
    async close() {
      const pools = [...targets.values()].flatMap((target) => [...target.pools.values()]);
      await Promise.all(pools.map((pool) => pool.close()));
      folders.close();
    },
  };
}

function reasonOf(error: unknown): string {
  if (error instanceof ArchiveError) return error.message;
  throw error;
}

interface Program {
  readonly lambda: LambdaFunction;
  readonly language: 'python' | 'node';
  readonly command: string;
}

interface Surroundings {
  readonly folders: CodeFolders;
  readonly machine: NodeJS.ProcessEnv;
  readonly options: FunctionOptions;
}

function poolsOf(
  { lambda, language, command }: Program,
  surroundings: Surroundings,
): (version: string) => Pool {
  const { folders, machine, options } = surroundings;
  const { name: functionName, timeoutMs } = lambda;
  let folder: string | undefined;
  let layers: string[] | undefined;
  const { writeEvent = () => {} } = options;
  return (version) =>
    createPool(() => {
      folder ??= folders.folderOf(lambda.code, language);
      layers ??= (lambda.layers ?? []).map((layer) => folders.folderOf(layer, language));
      const environment = environmentOf(lambda, { version, folder, layers }, machine);
      const stream = openFunctionStream(lambda, version, writeEvent);
      const log = (line: string): void => {
        options.log({ functionName, line });
        stream.print(line);
      };
      return stream.watch(
        startHandlerProcess({ functionName, language, command, folder, environment, timeoutMs, log }),
      );
    }, options.limits ?? defaultLimits);
}

const latest = '$LATEST';

function poolOf(target: Target, version: string): Pool | string {
  if (typeof target.createPool === 'string') return target.createPool;
  const existing = target.pools.get(version);
  if (existing !== undefined) return existing;
  const created = target.createPool(version);
  target.pools.set(version, created);
  return created;
}

async function invoke(targets: ReadonlyMap<string, Target>, arn: string, event: string): ReturnType<Invoke> {
  const parts = arn.split(':');
  const target = targets.get(parts.length > 7 ? parts.slice(0, 7).join(':') : arn);
  const qualifier = parts[7] ?? latest;
  const version = qualifier === latest ? latest : chosenVersion(target?.lambda, qualifier);
  if (target === undefined || version === undefined) {
    return failure('no-such-function', 'ResourceNotFoundException', `Function not found: ${arn}`);
  }
  const pool = poolOf(target, version);
  if (typeof pool === 'string') return failure('crash', 'Runtime.InvalidEntrypoint', pool);
  const requestId = randomUUID();
  const invocation = await pool.invoke({ requestId, arn, event });
  if (invocation.ok && Buffer.byteLength(invocation.payload) > payloadLimitBytes) {
    const message = `Response payload size exceeded maximum allowed payload size (${payloadLimitBytes} bytes).`;
    return failure('unhandled', 'Function.ResponseSizeTooLarge', message);
  }
  return invocation;
}

/** The version that a qualifier stands for, of an alias with weights by chance (Lambda Developer Guide, "Weighted aliases"). */
function chosenVersion(lambda: LambdaFunction | undefined, qualifier: string): string | undefined {
  const weights = lambda?.weights?.[qualifier];
  if (weights === undefined) return lambda?.qualifiers?.[qualifier];
  let left = Math.random();
  for (const [version, weight] of Object.entries(weights)) {
    left -= weight;
    if (left < 0) return version;
  }
  return lambda?.qualifiers?.[qualifier];
}
