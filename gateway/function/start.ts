import { randomUUID } from 'node:crypto';
import type { LambdaFunction } from '../model.ts';
import { type CodeFolders, createCodeFolders } from './code.ts';
import { environmentOf } from './environment.ts';
import { startHandlerProcess } from './handler-process.ts';
import { type FunctionLog, failure, type Invoke } from './invocation.ts';
import { createPool, defaultLimits, type Pool, type PoolLimits } from './pool.ts';
import { createRuntimeFinder, retirementOf } from './runtime.ts';

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
  readonly limits?: PoolLimits;
  /** Where interpreters are looked for; default: this process's own. */
  readonly environment?: NodeJS.ProcessEnv;
}

/** Largest event and largest result of a synchronous invocation, bytes (AWS documentation, "Lambda quotas"). */
export const payloadLimitBytes = 6 * 1024 * 1024;

type Target = { readonly pool: Pool } | { readonly reason: string };

/** Makes functions invocable. Processes start with the first invocation, or with `warm`. */
export async function startFunctions(
  functions: readonly LambdaFunction[],
  options: FunctionOptions,
): Promise<Functions> {
  const machine = options.environment ?? process.env;
  const findRuntime = createRuntimeFinder(machine);
  const folders = createCodeFolders();
  const targets = new Map<string, Target>();
  const warnings: FunctionWarning[] = [];
  for (const lambda of functions) {
    const runtime = await findRuntime(lambda.runtime);
    if (lambda.code.kind === 'unavailable') {
      targets.set(lambda.arn, { reason: lambda.code.reason });
      continue;
    }
    if (!runtime.found) {
      targets.set(lambda.arn, { reason: runtime.reason });
      warnings.push({ lambda, message: `${runtime.reason}; calls of ${lambda.name} fail until then` });
      continue;
    }
    const retirement = retirementOf(lambda.runtime);
    if (retirement !== null) warnings.push({ lambda, message: retirement });
    const { language, command } = runtime;
    targets.set(lambda.arn, { pool: poolOf({ lambda, language, command }, { folders, machine, options }) });
  }
  const pools = [...targets.values()].flatMap((target) => ('pool' in target ? [target.pool] : []));
  return {
    invoke: (arn, event) => invoke(targets, arn, event),
    warnings,
    warm() {
      for (const pool of pools) pool.warm();
    },
    async close() {
      await Promise.all(pools.map((pool) => pool.close()));
      folders.close();
    },
  };
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

function poolOf({ lambda, language, command }: Program, { folders, machine, options }: Surroundings): Pool {
  let folder: string | undefined;
  const log = (line: string): void => options.log({ functionName: lambda.name, line });
  return createPool(() => {
    folder ??= folders.folderOf(lambda, language);
    const environment = environmentOf(lambda, folder, machine);
    const { name: functionName, timeoutMs } = lambda;
    return startHandlerProcess({ functionName, language, command, folder, environment, timeoutMs, log });
  }, options.limits ?? defaultLimits);
}

async function invoke(targets: ReadonlyMap<string, Target>, arn: string, event: string): ReturnType<Invoke> {
  // A version or an alias runs the same code here.
  const target = targets.get(arn) ?? targets.get(arn.split(':').slice(0, 7).join(':'));
  if (target === undefined) {
    return failure('no-such-function', 'ResourceNotFoundException', `Function not found: ${arn}`);
  }
  if ('reason' in target) return failure('crash', 'Runtime.InvalidEntrypoint', target.reason);
  const requestId = randomUUID();
  const invocation = await target.pool.invoke({ requestId, arn, event });
  if (invocation.ok && Buffer.byteLength(invocation.payload) > payloadLimitBytes) {
    const message = `Response payload size exceeded maximum allowed payload size (${payloadLimitBytes} bytes).`;
    return failure('unhandled', 'Function.ResponseSizeTooLarge', message);
  }
  return invocation;
}
