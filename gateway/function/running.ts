import { isDeepStrictEqual } from 'node:util';
import type { LambdaFunction } from '../model.ts';
import { failure, type Invoke } from './invocation.ts';
import { createRuntimeFinder } from './runtime.ts';
import { type FunctionOptions, type Functions, type FunctionWarning, startFunctions } from './start.ts';

/** The functions of what is deployed now, by stack, so that one stack's deployment leaves the processes of others alone. */
export interface RunningFunctions {
  readonly invoke: Invoke;
  /** Makes the functions of some stacks, by stack id, ready; those of a stack that says the same as before go on as they are. */
  prepare(functions: ReadonlyMap<string, readonly LambdaFunction[]>): Promise<PreparedFunctions>;
  warm(): void;
  /** Ends every process. */
  close(): Promise<void>;
}

export interface PreparedFunctions {
  readonly warnings: readonly FunctionWarning[];
  /**
   * Calls reach these functions from here on. The processes of those that are gone end with their last call;
   * resolves when those without one have ended.
   */
  takeOver(): Promise<void>;
}

interface Group {
  readonly lambdas: readonly LambdaFunction[];
  readonly functions: Functions;
  calls: number;
  retired: boolean;
}

export function createRunningFunctions(options: FunctionOptions): RunningFunctions {
  const findRuntime = options.findRuntime ?? createRuntimeFinder(options.environment ?? process.env);
  let groups: ReadonlyMap<string, Group> = new Map();
  let byArn = new Map<string, Group>();
  const ending = new Set<Promise<void>>();
  const end = (group: Group): Promise<void> => {
    const ended = group.functions.close().finally(() => ending.delete(ended));
    ending.add(ended);
    return ended;
  };
  const takeOver = async (next: ReadonlyMap<string, Group>): Promise<void> => {
    const gone = [...groups.values()].filter((group) => ![...next.values()].includes(group));
    groups = next;
    byArn = new Map(
      [...next.values()].flatMap((group) => group.lambdas.map(({ arn }) => [arn, group] as const)),
    );
    for (const group of gone) group.retired = true;
    await Promise.all(gone.filter(({ calls }) => calls === 0).map(end));
  };
  return {
    async invoke(arn, event) {
      const group = byArn.get(arn) ?? byArn.get(arn.split(':').slice(0, 7).join(':'));
      if (group === undefined)
        return failure('no-such-function', 'ResourceNotFoundException', `Function not found: ${arn}`);
      group.calls += 1;
      try {
        return await group.functions.invoke(arn, event);
      } finally {
        group.calls -= 1;
        if (group.retired && group.calls === 0) void end(group);
      }
    },
    async prepare(functions) {
      const next = new Map<string, Group>();
      const warnings: FunctionWarning[] = [];
      for (const [stackId, lambdas] of functions) {
        const known = groups.get(stackId);
        if (known !== undefined && isDeepStrictEqual(known.lambdas.map(content), lambdas.map(content))) {
          next.set(stackId, known);
          continue;
        }
        const started = await startFunctions(lambdas, { ...options, findRuntime });
        warnings.push(...started.warnings);
        next.set(stackId, { lambdas, functions: started, calls: 0, retired: false });
      }
      return { warnings, takeOver: () => takeOver(next) };
    },
    warm() {
      for (const { functions } of groups.values()) functions.warm();
    },
    async close() {
      for (const group of groups.values()) void end(group);
      await Promise.all(ending);
    },
  };
}

/** Lines of the template say nothing about what runs, and neither does who may call it. */
function content({ line, file, permissions, description, ...rest }: LambdaFunction) {
  return rest;
}
