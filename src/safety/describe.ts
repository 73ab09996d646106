import type { Deployment } from '../deployment/deployment.ts';
import type { RateRule } from '../deployment/web-acl-reads.ts';
import type { Target } from '../discovery/target.ts';
import { formatDuration } from '../plan/duration.ts';
import { bound, count, plural } from '../statistics/figures.ts';
import { groupBy } from '../statistics/grouping.ts';
import { assumedAnswerBytes, type Estimate } from './estimate.ts';
import { dollars } from './limits.ts';
import type { ProductionSign } from './production.ts';
import { shareInWords } from './refusals.ts';
import { isTooMuch, type Share } from './shares.ts';

/** What is known beforehand of what a run does to the account it goes to. */
export interface Safety {
  readonly estimate: Estimate;
  readonly accounts: readonly AccountOfTargets[];
  readonly shares: readonly Share[];
  readonly production: readonly ProductionSign[];
  readonly webAcls: readonly StageWebAcl[];
  /** What could not be read, a sentence each. */
  readonly notes: readonly string[];
}

/** Where the load goes. */
export interface AccountOfTargets {
  /** The last digits, `…9012`; `null` where nothing tells. */
  readonly account: string | null;
  readonly region: string | null;
  readonly targets: readonly string[];
  /** Origin of what answers in AWS's place; left out where AWS does. */
  readonly emulator?: string;
}

/** A web ACL in front of a stage, with the rules that count requests. */
export interface StageWebAcl {
  readonly target: string;
  readonly name: string;
  /** `null`: its rules could not be read. */
  readonly rateRules: readonly RateRule[] | null;
}

/** The same for a person, line by line. */
export function describeSafety({ estimate, accounts, shares, production, webAcls, notes }: Safety): string[] {
  const { requests, bytes, price, peakPerSecond, durationSeconds } = estimate;
  const basis =
    bytes.knownRoutes === bytes.routes
      ? 'as an earlier run measured'
      : bytes.knownRoutes === 0
        ? `taking ${count(assumedAnswerBytes)} B an answer, as nothing is known of them`
        : `of ${plural(bytes.routes - bytes.knownRoutes, 'route')} taking ${count(assumedAnswerBytes)} B an answer`;
  return [
    `requests   ${count(requests.total)} in ${formatDuration(durationSeconds)}, ${bound(peakPerSecond)} a second at the peak`,
    `bytes      about ${size(bytes.received)} received (${basis}), ${size(bytes.sent)} sent`,
    `price      ${priceInWords(price, accounts)}`,
    ...accounts.map((one) => accountLine(one, accounts.length)),
    ...shares.map(
      (one) => `shares     ${shareInWords(one)}${isTooMuch(one) ? ': needs --allow-shared-account' : ''}`,
    ),
    ...webAcls.flatMap(webAclLines),
    ...production.map(
      ({ target, because }) => `production ${target} looks like it: ${because}: needs --allow-production`,
    ),
    ...notes.map((note) => `note       ${note}`),
  ];
}

function priceInWords(
  { usd, pricedAs, asOf, regionKnown }: Estimate['price'],
  accounts: Safety['accounts'],
): string {
  const list = `at the list prices of ${pricedAs.join(', ')} (${asOf})${regionKnown ? '' : ", as the region's own are not known"}`;
  const isFree = accounts.length > 0 && accounts.every(({ emulator }) => emulator !== undefined);
  return `about ${dollars(usd)}${isFree ? ' on AWS, and nothing on the emulator' : ''}: requests and transfer ${list}; Lambda, logs and caches come on top`;
}

function accountLine({ account, region, targets, emulator }: AccountOfTargets, accounts: number): string {
  const place = region === null ? '' : ` in ${region}`;
  const who = emulator === undefined ? '' : `, emulated by ${emulator}`;
  return `account    ${account ?? 'unknown'}${place}${who}${accounts === 1 ? '' : `: ${targets.join(', ')}`}`;
}

function webAclLines({ target, name, rateRules }: StageWebAcl): string[] {
  if (rateRules === null) return [`web ACL    ${name} guards ${target}: its rate rules could not be read`];
  if (rateRules.length === 0) return [`web ACL    ${name} guards ${target}, without a rate rule`];
  return rateRules.map(
    (rule) =>
      `web ACL    ${name} guards ${target}: its rule ${rule.name} ${rule.action === 'Count' ? 'counts' : `answers in the API's place (${rule.action})`} above ${count(rule.limit)} requests in ${formatDuration(rule.windowSeconds)} (${bound(Number((rule.limit / rule.windowSeconds).toFixed(1)))} a second) by ${rule.keyedBy === 'IP' ? 'one address, as this machine has' : rule.keyedBy}`,
  );
}

/** The accounts and regions of these targets. */
export function accountsOf(targets: readonly Target[]): AccountOfTargets[] {
  const places = groupBy(
    targets,
    ({ account, region, emulator }) => `${account ?? ''} ${region ?? ''} ${emulator?.origin ?? ''}`,
  );
  return [...places.values()].map((some) => ({
    account: some[0]?.account ?? null,
    region: some[0]?.region ?? null,
    targets: some.map(({ target }) => target),
    ...(some[0]?.emulator === undefined ? {} : { emulator: some[0].emulator.origin }),
  }));
}

export function webAclsOf(deployments: readonly Deployment[]): { target: string; arn: string }[] {
  return deployments.flatMap(({ target, stage }) =>
    stage.read && stage.value.webAcl !== null ? [{ target, arn: stage.value.webAcl }] : [],
  );
}

function size(bytes: number): string {
  const units = ['B', 'KB', 'MB', 'GB', 'TB'] as const;
  const power = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, bytes)) / 3)));
  return `${bound(Number((bytes / 1000 ** power).toFixed(power === 0 ? 0 : 1)))} ${units[power]}`;
}
