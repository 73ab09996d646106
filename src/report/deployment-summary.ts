import type { Deployment, Reading } from '../deployment/deployment.ts';
import type { SmokeDocument } from './documents.ts';

type Summary = NonNullable<SmokeDocument['deployments']>[number];

/** What a reader of the gate's result wants to know of what was tested. */
export function summaryOf(deployment: Deployment): Summary {
  const { target, stageName, stage } = deployment;
  const { deploymentId = null, deployedAt = null, canary = null } = stage.read ? stage.value : {};
  return { target, stage: stageName, deploymentId, deployedAt, canary, unread: unreadOf(deployment) };
}

/** One line for each reason, and the permission that would help. */
function unreadOf(deployment: Deployment): string[] {
  const { api, stage, routes, definedRoutes, authorizers, usagePlans, domains } = deployment;
  const readings: Reading<unknown>[] = [api, stage, routes, definedRoutes, authorizers, usagePlans, domains];
  const lines = readings.flatMap((one) => {
    if (one.read) return [];
    const { because, permission } = one;
    return permission === undefined || because.includes(permission)
      ? because
      : `${because.replace(/\.$/, '')} (permission ${permission}).`;
  });
  return [...new Set(lines)];
}
