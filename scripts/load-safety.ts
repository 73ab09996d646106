import type { AwsOptions } from '../src/aws/aws-options.ts';
import { credentialsAtHand } from '../src/aws/credentials-at-hand.ts';
import type { Subject } from '../src/config/subjects.ts';
import { type AccountLimits, readAccountLimits } from '../src/deployment/account-limits.ts';
import type { Deployment, Reading } from '../src/deployment/deployment.ts';
import { startReading } from '../src/deployment/read-deployments.ts';
import { unread as unreadable, unreadLines } from '../src/deployment/reading.ts';
import { readRateRules, webAclName } from '../src/deployment/web-acl-reads.ts';
import { type AwsFor, awsFor } from '../src/discovery/place.ts';
import type { Target } from '../src/discovery/target.ts';
import type { Plan } from '../src/plan/plan.ts';
import { readRun } from '../src/run/read-run.ts';
import type { Run } from '../src/run/run.ts';
import { listRuns } from '../src/run/run-folder.ts';
import { callDuration, measuredBefore } from '../src/safety/call-duration.ts';
import { accountsOf, type Safety, webAclsOf } from '../src/safety/describe.ts';
import { estimatePlan } from '../src/safety/estimate.ts';
import { productionSigns } from '../src/safety/production.ts';
import { functionsBehind, ofEmulators, sharesOf } from '../src/safety/shares.ts';
import { groupBy } from '../src/statistics/grouping.ts';
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
  const aws = awsFor(resolved.places, env);
  const measured = measuredBefore(plan, await lastRuns(resolved.project.root));
  const deployments = await startReading(targets, aws).within(longestReadMs);
  const asked = accountsAsked(targets, aws);
  const read = await Promise.all(
    asked.map(({ options, ...account }) =>
      readAccountLimits(
        {
          ...account,
          functions: functionsBehind(
            plan,
            deployments.filter(({ target }) => account.targets.includes(target)),
          ),
        },
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
      rules: await readRateRules(
        arn,
        aws({ target }),
        AbortSignal.any([signal, AbortSignal.timeout(longestReadMs)]),
      ),
    })),
  );
  const durations = plan.series.map((series, index) => callDuration(series, measured[index] ?? null));
  const safety: Safety = {
    estimate: estimatePlan(plan, measured),
    accounts: accountsOf(targets),
    shares: ofEmulators(sharesOf({ plan, durations, deployments, limits }), targets),
    production: resolved.own
      ? []
      : productionSigns(targets, { name: resolved.environment, protect: resolved.protect }),
    webAcls: webAcls.map(({ target, arn, rules }) => ({
      target,
      name: webAclName(arn),
      rateRules: rules.read ? rules.value : null,
    })),
    notes: unreadLines([
      ...deploymentReadings(deployments),
      ...webAcls.map(({ arn, rules }) => [`the rules of the web ACL ${webAclName(arn)}`, rules] as const),
      ...limits.flatMap(({ throttle, concurrency, reserved }) => [
        ["the account's throttle", throttle] as const,
        ["Lambda's concurrency limit", concurrency] as const,
        ...Object.entries(reserved).map(([name, one]) => [`what is reserved for ${name}`, one] as const),
      ]),
    ]),
  };
  return { safety, deployments };
}

/** An account in a region, with the targets that share it. */
interface AskedAccount {
  readonly region: string | null;
  /** Its last digits; `null` where nothing tells. */
  readonly account: string | null;
  readonly targets: readonly string[];
  readonly options: AwsOptions;
}

/** Where there is an account to ask: a stack's, or one whose credentials are at hand for an API of AWS. */
export function accountsAsked(targets: readonly Target[], aws: AwsFor): AskedAccount[] {
  const asked = targets.filter(
    (target) => target.stackName !== null || (credentialsAtHand(aws(target)) && isAws(target.invokeUrl)),
  );
  const caller = (target: Target) => JSON.stringify([aws(target).profile, aws(target).role]);
  // A bare URL tells no account: it is of the one that the same caller's stacks are in.
  const owner = (target: Target) =>
    target.account ??
    asked.find((other) => other.account !== undefined && caller(other) === caller(target))?.account;
  const accounts = groupBy(asked, (target) =>
    JSON.stringify([target.region, owner(target) ?? caller(target)]),
  );
  return [...accounts.values()].flatMap((some) => {
    const [first] = some;
    if (first === undefined) return [];
    const targets = some.map(({ target }) => target);
    return [{ region: first.region, account: owner(first) ?? null, targets, options: aws(first) }];
  });
}

/** Of APIs on AWS that nobody's credentials are at hand for: the usual throttle holds there, too. */
function unaskedLimits(targets: readonly Target[], asked: readonly AskedAccount[]): AccountLimits[] {
  const unasked = targets.filter(
    ({ target, invokeUrl }) => isAws(invokeUrl) && !asked.some((account) => account.targets.includes(target)),
  );
  const nobody = unreadable('no AWS credentials are at hand');
  return [...groupBy(unasked, ({ region }) => region ?? '').values()].map((some) => ({
    region: some[0]?.region ?? null,
    account: null,
    targets: some.map(({ target }) => target),
    throttle: nobody,
    concurrency: nobody,
    reserved: {},
  }));
}

const isAws = (url: string) => /\.amazonaws\.com(\.cn)?$/.test(new URL(url).hostname);

/** The deployments are read for what is behind the routes alone. */
function deploymentReadings(deployments: readonly Deployment[]): (readonly [string, Reading<unknown>])[] {
  return deployments.flatMap(({ target, routes, definedRoutes, stage }) => [
    ...(routes.read || definedRoutes.read
      ? []
      : [[`what is behind the routes of ${target}`, routes] as const]),
    [`whether a web ACL guards ${target}`, stage] as const,
  ]);
}

const runsLookedAt = 5;

/** Newest first; what can't be read is passed over. */
async function lastRuns(root: string): Promise<Run[]> {
  const folders = (await listRuns(root, 'latency')).slice(-runsLookedAt).reverse();
  const runs = await Promise.all(folders.map(({ dir }) => readRun(dir).catch(() => null)));
  return runs.filter((run) => run !== null);
}
