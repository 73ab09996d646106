import { isDeepStrictEqual } from 'node:util';
import type { ServedApi, Surroundings } from './call.ts';
import { createRunningFunctions } from './function/running.ts';
import type { LogStore } from './logs/log-store.ts';
import type { DefinitionWarning, Deployment, Stack } from './model.ts';
import { serveApi } from './serve-api.ts';
import { createUsagePlans, type UsagePlans } from './throttle/usage-plans.ts';

/** What is deployed now, and the one way to change it. */
export interface Serving {
  readonly deployment: Deployment;
  /**
   * Serves another deployment from one request to the next. Stacks that are the same objects as before keep their APIs
   * with all state, and functions that say the same keep their processes.
   */
  replace(next: Deployment): Promise<readonly DefinitionWarning[]>;
  /** As if all APIs had just been deployed: throttles and quotas unused, caches empty. Functions keep their processes. */
  renew(): void;
  /** Calls of an API key that count against its usage plan's quota now. */
  quotaUsed(planId: string, keyId: string): number;
  warm(): void;
  close(): Promise<void>;
}

export interface ServingOptions {
  readonly surroundings: Omit<Surroundings, 'accountId' | 'invoke' | 'usagePlans'>;
  /** Gets a line that a handler printed. */
  readonly onOutput: (functionName: string, line: string) => void;
  /** Takes what functions and stages log; left out: nobody reads it. */
  readonly logs?: LogStore;
  /** What else there is to say of stacks that are served anew. */
  readonly remarks?: (stacks: readonly Stack[]) => readonly DefinitionWarning[];
  /** Gets all APIs, by id, whenever they change. */
  readonly onApis: (apis: ReadonlyMap<string, ServedApi>) => void;
}

export function createServing({
  surroundings,
  onOutput,
  remarks = () => [],
  onApis,
  logs,
}: ServingOptions): Serving {
  const functions = createRunningFunctions({
    log: ({ functionName, line }) => onOutput(functionName, line),
    ...(logs === undefined ? {} : { writeEvent: logs.write }),
  });
  let deployment: Deployment = { stacks: [] };
  let served = new Map<Stack, readonly ServedApi[]>();
  let plans = plansOf(deployment);
  const admit = () => createUsagePlans(plans.keys, plans.plans, surroundings.newBucket);
  let admission = admit();
  // Plans may name APIs of other stacks, so that all APIs share one set, which changes below them.
  const usagePlans: UsagePlans = {
    admit: (call) => admission.admit(call),
    used: (planId, keyId, nowMs) => admission.used(planId, keyId, nowMs),
  };
  const serve = (stack: Stack): readonly ServedApi[] =>
    stack.apis.map((api) =>
      serveApi(api, {
        ...surroundings,
        ...(logs === undefined ? {} : { logs }),
        ...placeOf(stack),
        usagePlans,
        invoke: functions.invoke,
      }),
    );
  const show = (): void => onApis(new Map([...served.values()].flat().map((one) => [one.api.id, one])));
  return {
    get deployment() {
      return deployment;
    },
    async replace(next) {
      const preparing = functions.prepare(new Map(next.stacks.map((stack) => [stack.id, stack.functions])));
      // While interpreters are looked for, APIs are compiled.
      const compiling = (async () =>
        new Map(next.stacks.map((stack) => [stack, served.get(stack) ?? serve(stack)])))();
      const [prepared, serving] = await Promise.all([preparing, compiling]);
      // From here on nothing waits or fails: a request sees all of the old or all of the new deployment.
      const fresh = next.stacks.filter((stack) => !served.has(stack));
      deployment = next;
      served = serving;
      const wanted = plansOf(next);
      const samePlans = isDeepStrictEqual(wanted, plans);
      plans = wanted;
      if (!samePlans) admission = admit();
      const gone = prepared.takeOver();
      show();
      await gone;
      const ofFunctions = prepared.warnings.map(({ lambda, message }) => ({
        file: lambda.file ?? fileOf(next, lambda.arn),
        line: lambda.line ?? null,
        resource: lambda.logicalId,
        message,
      }));
      return [...remarks(fresh), ...ofFunctions];
    },
    renew() {
      served = new Map(deployment.stacks.map((stack) => [stack, serve(stack)]));
      admission = admit();
      show();
    },
    quotaUsed: (planId, keyId) => admission.used(planId, keyId, surroundings.now()),
    warm: functions.warm,
    close: functions.close,
  };
}

function plansOf({ stacks }: Deployment) {
  return {
    keys: stacks.flatMap(({ apiKeys }) => apiKeys),
    plans: stacks.flatMap(({ usagePlans }) => usagePlans),
  };
}

/** `arn:aws:cloudformation:REGION:ACCOUNT:stack/NAME/ID`: a Terraform stack lies in the region of its provider. */
function placeOf({ id }: Stack): { region: string; accountId: string } {
  const [, , , region = '', accountId = ''] = id.split(':');
  return { region: region || 'us-east-1', accountId: accountId || '123456789012' };
}

function fileOf({ stacks }: Deployment, arn: string): string {
  return stacks.find(({ functions }) => functions.some((lambda) => lambda.arn === arn))?.file ?? '';
}
