import type { DeployedThrottle, Deployment, Reading } from '../deployment/deployment.ts';
import { unreadLines } from '../deployment/reading.ts';
import { deployedRoute } from '../deployment/route-lookup.ts';
import type { KnownLimit, KnownSettings } from '../plan/throttling-plan.ts';

export interface SettingsQuestion {
  readonly route: string;
  readonly deployment: Deployment | null;
  /** The account's, of the target's region; `null` where nobody asked. */
  readonly account: Reading<DeployedThrottle | null> | null;
}

/**
 * Every limit that a request of the route meets: usage plan, then method or route, else the stage's default, then the account
 * (AWS documentation, "Throttle requests to your REST APIs for better throughput"). Which plan a key belongs to isn't
 * read, since that would show keys: all plans of the stage are named.
 */
export function knownSettings({ route, deployment, account }: SettingsQuestion): KnownSettings {
  if (deployment === null) return { limits: [], unread: [], complete: false };
  const { stage, usagePlans, routes } = deployment;
  const deployed = deployedRoute(deployment, route);
  const own = deployed?.throttle ?? null;
  const general = stage.read ? stage.value.throttle : null;
  const plans = usagePlans.read ? usagePlans.value : [];
  const ofAccount = account?.read ? account.value : null;
  return {
    limits: [
      ...plans.flatMap(({ name, throttle }) => limitOf('usage plan', name, throttle)),
      ...limitOf('route', deployed?.key ?? route, own),
      ...(own === null ? limitOf('stage', deployment.stageName, general) : []),
      ...limitOf('account', null, ofAccount),
    ],
    unread: unreadLines([
      ["the stage's settings", stage],
      ['what is deployed for the route', routes],
      ['its usage plans', usagePlans],
      ...(account === null ? [] : [["the account's limit", account] as const]),
    ]),
    complete: stage.read && routes.read && usagePlans.read && (account?.read ?? false),
  };
}

function limitOf(of: KnownLimit['of'], name: string | null, throttle: DeployedThrottle | null): KnownLimit[] {
  return throttle === null ? [] : [{ of, name, ...throttle }];
}
