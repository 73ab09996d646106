import type { Target } from '../src/discovery/target.ts';
import { UsageError } from '../src/errors/usage-error.ts';
import type { ScriptOptions } from '../src/generator/inspect.ts';
import { exportsOf } from '../src/generator/script-preflight.ts';
import type { ScriptExports } from '../src/generator/script-wrapper.ts';
import { parseDuration } from '../src/plan/duration.ts';
import type { LatencyPlan } from '../src/plan/plan.ts';
import type { RunFolder } from '../src/run/run-folder.ts';
import type { Context, Values } from './command.ts';
import type { latencyOptions } from './latency.ts';
import type { loadOptions, RunLimits } from './load-options.ts';
import type { resolveTargets } from './targets.ts';

/** What was typed beside `--script`. */
export type ScriptValues = Values<typeof loadOptions> &
  Values<typeof latencyOptions> &
  Parameters<typeof resolveTargets>[0] & { readonly script: string };

export function refuseWithScript(values: ScriptValues): void {
  const clash = (['rate', 'duration', 'ramp', 'spike', 'route'] as const).find(
    (name) => values[name] !== undefined,
  );
  if (clash === undefined) return;
  throw new UsageError(
    `--${clash} and --script don't go together: a script says itself what it sends, and how often.`,
    `Write it into the script's options, or leave --script out.`,
  );
}

/** Where the script finds its targets: `__ENV.GATEWRIGHT_URL`, and all by name in `__ENV.GATEWRIGHT_URLS` (JSON). */
export function urlsOf(targets: readonly Target[]): Record<string, string> {
  return {
    GATEWRIGHT_URL: targets[0]?.invokeUrl ?? '',
    GATEWRIGHT_URLS: JSON.stringify(
      Object.fromEntries(targets.map(({ target, invokeUrl }) => [target, invokeUrl])),
    ),
  };
}

/** What the script may read of the environment, by name. */
export function namedVariables(names: readonly string[], { env }: Context): Record<string, string> {
  return Object.fromEntries(
    names.map((name) => {
      const value = env[name];
      if (value !== undefined && !name.includes('=')) return [name, value];
      throw new UsageError(
        name.includes('=')
          ? `--script-env takes a name, not a value: others can read the arguments of a command.`
          : `--script-env ${name}: there is no such environment variable.`,
        `Set it, for example in .env, and write --script-env ${name.replace(/=.*/, '')}`,
      );
    }),
  );
}

/** What the script exports. Throws a UsageError where nothing of it can be run. */
export function exportedBy(text: string, { scenarios }: ScriptOptions, script: string): ScriptExports {
  const named = Object.values(scenarios ?? {}).map(({ exec }) => exec ?? 'default');
  const execs = [...new Set(named)].filter((name) => name !== 'default');
  const found = exportsOf(text, ['default', 'options', 'setup', 'teardown', ...execs]);
  const missing = execs.find((name) => !found.includes(name));
  if (missing !== undefined) {
    throw new UsageError(
      `${script} has a scenario that runs "${missing}", and exports no function of that name.`,
      `Write export function ${missing}() { … }`,
    );
  }
  if (execs.length === 0 && !found.includes('default')) {
    throw new UsageError(
      `${script} exports no default function, so there is nothing to run.`,
      "Write export default function () { http.get(__ENV.GATEWRIGHT_URL + '/…', { tags: { name: 'GET /…' } }); }",
    );
  }
  return {
    hasDefault: found.includes('default'),
    hasOptions: found.includes('options'),
    hooks: (['setup', 'teardown'] as const).filter((name) => found.includes(name)),
    execs,
  };
}

/** Iterations a second of the scenarios with a constant arrival rate. */
export function arrivalRates({ scenarios }: Pick<ScriptOptions, 'scenarios'>): {
  [scenario: string]: number;
} {
  return Object.fromEntries(
    Object.entries(scenarios ?? {}).flatMap(([name, { executor, rate, timeUnit }]) =>
      executor === 'constant-arrival-rate' && rate
        ? [[name, rate / parseDuration(timeUnit || '1s', 'timeUnit')]]
        : [],
    ),
  );
}

/**
 * Requests a second that k6 holds a script to, where config or variables bound it: k6 makes more of them wait.
 * @throws UsageError for a script that says itself that it sends more, and for less than k6 can count.
 */
export function boundedRate(
  options: Pick<ScriptOptions, 'scenarios'>,
  { ratePerSecond, rateFrom }: Pick<RunLimits, 'ratePerSecond' | 'rateFrom'>,
): number | undefined {
  if (ratePerSecond === Number.POSITIVE_INFINITY) return undefined;
  const wanted = Math.max(0, ...Object.values(arrivalRates(options)));
  if (wanted > ratePerSecond) {
    throw new UsageError(
      `The script starts ${wanted} iterations a second, and ${rateFrom} allows ${ratePerSecond} requests.`,
      `Lower the rate in the script's options, or raise ${rateFrom}.`,
    );
  }
  if (ratePerSecond >= 1) return Math.floor(ratePerSecond);
  throw new UsageError(
    `${rateFrom} allows ${ratePerSecond} requests a second, and k6 can hold a script to no less than 1.`,
    `Raise ${rateFrom} to 1, or leave --script out.`,
  );
}

interface ScriptPlan {
  readonly folder: RunFolder;
  readonly targets: readonly Target[];
  readonly script: string;
}

/** A plan of nothing but its targets: what is sent only shows as it comes. */
export function planOf({ folder, targets, script }: ScriptPlan): LatencyPlan {
  return {
    schemaVersion: 1,
    runId: folder.runId,
    scenario: 'latency',
    script,
    arrivals: {
      ratePerSecond: 0,
      totalPerSecond: 0,
      phases: [],
      durationSeconds: 0,
      virtualUsers: 0,
      toleratedStallSeconds: 0,
      expected: 0,
      seed: 0,
    },
    warmUp: { arrivals: 0, ratePerSecond: 0, seconds: 0 },
    observe: false,
    timeoutSeconds: 60,
    targets: targets.map(({ target, apiType, invokeUrl, stage, region }) => ({
      target,
      apiType,
      invokeUrl,
      stage,
      region,
      contract: '',
      offsetSeconds: 0,
      warmUp: [],
      order: [],
    })),
    series: [],
    requests: [],
  };
}
