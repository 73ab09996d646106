import { plural } from '../statistics/figures.ts';
import type { SmokeDocument } from './documents.ts';
import { printable } from './printable.ts';

/** A line a target about what was tested: which deployment, of when; then what could not be read of them. */
export function deploymentLines({ deployments = [] }: Pick<SmokeDocument, 'deployments'>): string[] {
  const tested = deployments.flatMap(({ target, stage, deploymentId, deployedAt, canary }) => {
    if (deploymentId === null && deployedAt === null && canary === null) return [];
    const of = deployedAt === null ? '' : ` of ${minute(deployedAt)}`;
    const beside =
      canary === null
        ? ''
        : `; a canary takes ${canary.percentTraffic} % to the deployment ${canary.deploymentId ?? '(unknown)'}`;
    return [`  ${target}: stage ${stage}, deployment ${deploymentId ?? '(unknown)'}${of}${beside}`];
  });
  const targetsOf = new Map<string, string[]>();
  for (const { target, unread } of deployments) {
    for (const line of unread) targetsOf.set(line, [...(targetsOf.get(line) ?? []), target]);
  }
  const unread = [...targetsOf].map(
    ([line, targets]) =>
      `  note: ${line} (${targets.length > 3 ? plural(targets.length, 'target') : targets.join(', ')})`,
  );
  return [...tested, ...unread].map((line) => printable(line));
}

/** What was gated without a contract, and what to do about it. */
export function withoutContractLines({
  withoutContract = [],
}: Pick<SmokeDocument, 'withoutContract'>): string[] {
  return withoutContract.map(({ target, routes, untried, savedAs }) => {
    const tried =
      untried === 0
        ? `its ${plural(routes, 'route')} ${routes === 1 ? 'was' : 'were'} called once, without knowing what should come back`
        : `${untried} of ${plural(routes, 'route')} ${untried === 1 ? 'was' : 'were'} not tried, since ${untried === 1 ? 'it needs' : 'they need'} an example`;
    const next =
      savedAs === undefined
        ? 'write a contract (--save makes a start)'
        : `${savedAs} makes a start: write examples there`;
    return `  ${printable(target)} has no contract: ${tried}; ${printable(next)}`;
  });
}

/** `2026-11-23 09:46 UTC`. */
function minute(iso: string): string {
  return `${iso.slice(0, 16).replace('T', ' ')} UTC`;
}
