import type { Deployment } from '../deployment/deployment.ts';
import { unreadLines } from '../deployment/reading.ts';
import type { SmokeDocument } from './documents.ts';

type Summary = NonNullable<SmokeDocument['deployments']>[number];

/** What a reader of the gate's result wants to know of what was tested. */
export function summaryOf(deployment: Deployment): Summary {
  const { target, stageName, stage } = deployment;
  const { deploymentId = null, deployedAt = null, canary = null } = stage.read ? stage.value : {};
  return { target, stage: stageName, deploymentId, deployedAt, canary, unread: unreadOf(deployment) };
}

/** A line for each feature that is missing, and each other reason. */
function unreadOf(deployment: Deployment): string[] {
  const { api, stage, routes, definedRoutes, authorizers, usagePlans, domains, missing } = deployment;
  return unreadLines(
    [
      ["the API's settings", api],
      ["the stage's settings", stage],
      ['what the stage serves', routes],
      ["the API's routes", definedRoutes],
      ['authorizers', authorizers],
      ['usage plans', usagePlans],
      ['custom domains', domains],
    ],
    missing,
  );
}
