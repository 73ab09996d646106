import type { TargetSource } from '../src/config/define-config.ts';
import { environmentOf } from '../src/config/environment.ts';
import { findProjectRoot } from '../src/config/find-project-root.ts';
import { loadDotenv } from '../src/config/load-dotenv.ts';
import { loadProject } from '../src/config/load-project.ts';
import type { Deployment } from '../src/deployment/deployment.ts';
import { startReading } from '../src/deployment/read-deployments.ts';
import { type AwsFor, awsFor } from '../src/discovery/place.ts';
import type { Target } from '../src/discovery/target.ts';
import { type ExitCode, exitCode } from '../src/errors/exit-code.ts';
import { didYouMean } from '../src/errors/nearest.ts';
import { UsageError } from '../src/errors/usage-error.ts';
import { type CalledFunction, calledFunction } from '../src/evidence/called-function.ts';
import { openFunctionReads } from '../src/evidence/function-reads.ts';
import {
  type Feature,
  type FeatureName,
  features,
  featuresNamed,
  featuresOfVerb,
} from '../src/permission/features.ts';
import { type PolicyFunction, type PolicyScope, policyFor } from '../src/permission/policy.ts';
import { permissionsPage } from '../src/report/permissions-page.ts';
import type { Context, OptionSpecs, Values } from './command.ts';
import { type ResolvedTargets, resolveTargets } from './targets.ts';

export const policyOptions = {
  'print-policy': {
    type: 'boolean',
    about: 'print the IAM policy that everything takes, for the APIs named or for all of the region',
  },
  for: {
    type: 'string',
    value: 'NAMES',
    about: 'with --print-policy: only what these verbs or features take (smoke,latency; docs/permissions.md)',
  },
  markdown: { type: 'boolean', about: 'with --print-policy: what each feature takes, as a page' },
} as const satisfies OptionSpecs;

type PolicyValues = Values<typeof policyOptions> & Parameters<typeof resolveTargets>[0];

/** Prints one policy and nothing else; what there is to know of it goes to standard error. */
export async function printPolicy(values: PolicyValues, context: Context): Promise<ExitCode> {
  if (values.markdown) {
    context.out.result(permissionsPage().trimEnd());
    return exitCode.pass;
  }
  const wanted = wantedFeatures(values.for);
  const scopes = (await scopesOf(values, wanted, context)).map((scope) => ({ ...scope, features: wanted }));
  const { policy, widened } = policyFor(scopes);
  if (policy.Statement.length === 0) {
    throw new UsageError(`Nothing of ${values.for} takes a permission of these APIs.`, namesLine());
  }
  const { out } = context;
  if (widened) {
    out.warn('note: With every API by its name it would be longer than IAM takes, so it is for the region.');
  }
  for (const name of wanted) {
    const feature: Feature = features[name];
    if (feature.caution !== undefined) out.warn(`note: ${feature.sid} ${feature.caution}.`);
  }
  out.document(policy);
  out.result(JSON.stringify(policy, null, 2));
  return exitCode.pass;
}

function wantedFeatures(typed = 'all'): readonly FeatureName[] {
  const names = typed.split(',').flatMap((name) => name.trim() || []);
  const found = names.flatMap((name) => {
    const some = featuresNamed(name);
    if (some !== null) return some;
    const known = ['all', ...Object.keys(featuresOfVerb), ...Object.keys(features)];
    throw new UsageError(`--for ${name} is neither a verb nor a feature that takes permissions.`, [
      ...didYouMean(name, known),
      ...namesLine(),
    ]);
  });
  if (found.length === 0) throw new UsageError('--for names nothing.', namesLine());
  return [...new Set(found)];
}

function namesLine(): string[] {
  return [
    `Verbs: ${Object.keys(featuresOfVerb).join(', ')}.`,
    `Features: ${Object.keys(features).join(', ')}.`,
  ];
}

type Scope = Omit<PolicyScope, 'features'>;

const everything = { stacks: null, apis: null, roles: [], functions: null } as const;

async function scopesOf(
  values: PolicyValues,
  wanted: readonly FeatureName[],
  context: Context,
): Promise<Scope[]> {
  const ways = [values.stack, values.url, values.targets, values.local, values.env];
  const root = findProjectRoot(context.cwd);
  loadDotenv(root, context.env);
  const known = await knownStacks(values, root);
  const region = values.region ?? known.region ?? regionIn(context.env) ?? '*';
  if (ways.every((way) => way === undefined)) return [{ ...everything, region }];
  let resolved: ResolvedTargets;
  try {
    resolved = await resolveTargets(values, context);
  } catch (error) {
    // Whoever asks for permissions may have none yet.
    const isOfAws = values.stack !== undefined || values.env !== undefined;
    if (!isOfAws || !(error instanceof UsageError) || error.cause === undefined) throw error;
    context.out.warn(
      `note: ${error.message} So the policy is for these stacks, and for every API in ${region === '*' ? 'any region' : region}.`,
    );
    return [{ ...everything, region, stacks: known.stacks }];
  }
  return scopesOfTargets(resolved, wanted, context);
}

/** What config and command line say by themselves. */
async function knownStacks(
  { stack, env: name, region }: PolicyValues,
  root: string,
): Promise<{ readonly stacks: string[]; readonly region?: string | undefined }> {
  // What is wrong in it is the config's and not AWS's to say.
  const project = await loadProject(root);
  if (stack !== undefined) return { stacks: stack.map(stackName), region };
  if (name === undefined) return { stacks: [] };
  const { environment } = environmentOf(project, name);
  if ('local' in environment) return { stacks: [] };
  const named = environment.targets.flatMap((source: TargetSource) =>
    'stack' in source ? stackName(source.stack) : [],
  );
  return { stacks: named, region: environment.region };
}

/** Of a stack that is named by its ARN, too. */
function stackName(name: string): string {
  return /:stack\/([^/]+)/.exec(name)?.[1] ?? name;
}

function regionIn({ AWS_REGION, AWS_DEFAULT_REGION }: NodeJS.ProcessEnv): string | undefined {
  return AWS_REGION || AWS_DEFAULT_REGION || undefined;
}

const readMs = 5000;

/** A scope for each region. */
async function scopesOfTargets(
  { targets, places }: ResolvedTargets,
  wanted: readonly FeatureName[],
  context: Context,
): Promise<Scope[]> {
  const aws = awsFor(places, context.env);
  const withFunctions = (['evidence', 'reserved-concurrency'] as const).some((name) => wanted.includes(name));
  const deployments = withFunctions ? await startReading(targets, aws).within(readMs) : [];
  const regions = [...new Set(targets.map(({ region }) => region ?? regionIn(context.env) ?? '*'))];
  return Promise.all(
    regions.map(async (region) => {
      const some = targets.filter((one) => (one.region ?? regionIn(context.env) ?? '*') === region);
      const ids = (type: Target['apiType']) => [
        ...new Set(some.flatMap(({ apiType, apiId }) => (apiType === type ? (apiId ?? []) : []))),
      ];
      const own = some.map(({ target }) => deployments.find((one) => one.target === target) ?? null);
      return {
        region,
        stacks: [...new Set(some.flatMap((one) => one.stackName ?? []))],
        apis: ids('rest').length + ids('http').length === 0 ? null : { rest: ids('rest'), http: ids('http') },
        roles: [...new Set(some.flatMap(({ target }) => places[target]?.role?.split(':role/')[1] ?? []))],
        functions: withFunctions ? await functionsOf(some, own, aws) : null,
      };
    }),
  );
}

/** The functions behind the routes, with the log groups that they write to; `null` where they aren't all known. */
async function functionsOf(
  targets: readonly Target[],
  deployments: readonly (Deployment | null)[],
  aws: AwsFor,
): Promise<PolicyFunction[] | null> {
  const found = deployments.map(calledIn);
  if (found.some((one) => one === null)) return null;
  const asked = found.flatMap((called, index) => {
    const target = targets[index];
    return target === undefined ? [] : (called ?? []).map((one) => ({ target, called: one }));
  });
  const byName = new Map(asked.map((one) => [one.called.name, one]));
  return Promise.all(
    [...byName.values()].map(async ({ target, called }) => {
      const signal = AbortSignal.timeout(readMs);
      const options = { ...aws(target), region: called.region };
      const configuration = await openFunctionReads(options, signal)
        .then((reads) => reads.configuration(called))
        .catch(() => null);
      return { name: called.name, logGroup: configuration?.logGroup ?? `/aws/lambda/${called.name}` };
    }),
  );
}

function calledIn(deployment: Deployment | null): CalledFunction[] | null {
  if (deployment === null) return null;
  const routes = deployment.definedRoutes.read ? deployment.definedRoutes : deployment.routes;
  if (!routes.read) return null;
  const uris = routes.value.flatMap(({ integration }) =>
    integration?.type.startsWith('AWS') ? [integration.uri] : [],
  );
  const called = uris.map(calledFunction);
  // A stage variable in it, or a role of its own for another service: unknown.
  return called.some((one, index) => one === null && /lambda/.test(uris[index] ?? ''))
    ? null
    : called.filter((one) => one !== null);
}
