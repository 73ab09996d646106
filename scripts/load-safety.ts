import type { Subject } from '../src/config/subjects.ts';
import { type AccountLimits, readAccountLimits } from '../src/deployment/account-limits.ts';
import type { Deployment, Reading } from '../src/deployment/deployment.ts';
import { startReading } from '../src/deployment/read-deployments.ts';
import { unread as unreadable } from '../src/deployment/reading.ts';
import { readRateRules, webAclName } from '../src/deployment/web-acl-reads.ts';
import type { AwsOptions } from '../src/discovery/aws-client-config.ts';
import { credentialsAtHand } from '../src/discovery/credentials-at-hand.ts';
import type { Target } from '../src/discovery/target.ts';
import type { Plan } from '../src/plan/plan.ts';
import { readRun } from '../src/run/read-run.ts';
import type { Run } from '../src/run/run.ts';
import { listRuns } from '../src/run/run-folder.ts';
import { callDuration, measuredBefore } from '../src/safety/call-duration.ts';
import { accountsOf, type Safety, webAclsOf } from '../src/safety/describe.ts';
import { estimatePlan } from '../src/safety/estimate.ts';
import { productionSigns } from '../src/safety/production.ts';
import { functionsBehind, sharesOf } from '../src/safety/shares.ts';
import type { Context } from './command.ts';
import type { ResolvedTargets } from './targets.ts';

/** Reading must not keep anybody from measuring. */
export const longestReadMs = 6000;

/** Looks at what a plan would do to the account that it goes to, as far as that may be read. */
export async function lookAhead(
  plan: Plan,
  { resolved, subjects }: { readonly resolved: ResolvedTargets; readonly subjects: readonly Subject[] },
  { env, signal }: Context,
): Promise<{ readonly safety: Safety; readonly deployments: readonly Deployment[] }> {
  const targets = subjects
    .map(({ target }) => target)
    .filter(({ target }) => plan.targets.some((planned) => planned.target === target));
  const options = { ...resolved.place, env };
  const measured = measuredBefore(plan, await lastRuns(resolved.project.root));
  const deployments = await startReading(targets, options).within(longestReadMs);
  const asked = regionsOf(targets, options);
  const functions = functionsBehind(plan, deployments);
  const read = await Promise.all(
    asked.map((region) =>
      readAccountLimits(
        { region, functions },
        options,
        AbortSignal.any([signal, AbortSignal.timeout(longestReadMs)]),
      ),
    ),
  );
  const limits = [...read, ...unaskedLimits(targets, asked)];
  const webAcls = await Promise.all(
    webAclsOf(deployments).map(async ({ target, arn }) => ({
      target,
      arn,
      rules: await readRateRules(arn, options, AbortSignal.any([signal, AbortSignal.timeout(longestReadMs)])),
    })),
  );
  const durations = plan.series.map((series, index) => callDuration(series, measured[index] ?? null));
  const safety: Safety = {
    estimate: estimatePlan(plan, measured),
    accounts: accountsOf(targets),
    shares: sharesOf({ plan, durations, deployments, limits }),
    production: resolved.own
      ? []
      : productionSigns(targets, { name: resolved.environment, protect: resolved.protect }),
    webAcls: webAcls.map(({ target, arn, rules }) => ({
      target,
      name: webAclName(arn),
      rateRules: rules.read ? rules.value : null,
    })),
    notes: [
      ...deploymentNotes(deployments),
      ...webAcls.flatMap(({ arn, rules }) => unread(`the rules of the web ACL ${webAclName(arn)}`, rules)),
      ...limits.flatMap(({ throttle, concurrency, reserved }) => [
        ...unread("the account's throttle", throttle),
        ...unread("Lambda's concurrency limit", concurrency),
        ...Object.entries(reserved).flatMap(([name, one]) => unread(`what is reserved for ${name}`, one)),
      ]),
    ],
  };
  return { safety, deployments };
}

/** Where there is an account to ask: a stack's, or one whose credentials are at hand for an API of AWS. */
export function regionsOf(targets: readonly Target[], options: AwsOptions): (string | null)[] {
  const credentials = credentialsAtHand(options);
  const asked = targets.filter(
    ({ stackName, invokeUrl }) => stackName !== null || (credentials && isAws(invokeUrl)),
  );
  return [...new Set(asked.map(({ region }) => region))];
}

/** Of APIs on AWS that nobody's credentials are at hand for: the usual throttle holds there, too. */
function unaskedLimits(targets: readonly Target[], asked: readonly (string | null)[]): AccountLimits[] {
  const regions = targets
    .filter(({ invokeUrl, region }) => isAws(invokeUrl) && !asked.includes(region))
    .map(({ region }) => region);
  const nobody = unreadable('no AWS credentials are at hand');
  return [...new Set(regions)].map((region) => ({
    region,
    throttle: nobody,
    concurrency: nobody,
    reserved: {},
  }));
}

const isAws = (url: string) => /\.amazonaws\.com(\.cn)?$/.test(new URL(url).hostname);

/** The deployments are read for what is behind the routes alone. */
function deploymentNotes(deployments: readonly Deployment[]): string[] {
  return deployments.flatMap(({ target, routes, definedRoutes, stage }) => [
    ...(routes.read || definedRoutes.read ? [] : unread(`what is behind the routes of ${target}`, routes)),
    ...unread(`whether a web ACL guards ${target}`, stage),
  ]);
}

function unread(what: string, reading: Reading<unknown>): string[] {
  if (reading.read) return [];
  const why = reading.permission === undefined ? reading.because : `it takes ${reading.permission}`;
  return [`${what} could not be read: ${why.replace(/\.$/, '')}`];
}

const runsLookedAt = 5;

/** Newest first; what can't be read is passed over. */
async function lastRuns(root: string): Promise<Run[]> {
  const folders = (await listRuns(root, 'latency')).slice(-runsLookedAt).reverse();
  const runs = await Promise.all(folders.map(({ dir }) => readRun(dir).catch(() => null)));
  return runs.filter((run) => run !== null);
}
