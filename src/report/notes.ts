import { switchedOffReason } from '../conformance/check-settings.ts';
import { count, plural } from '../statistics/figures.ts';
import type { SmokeDocument } from './documents.ts';
import { printable } from './printable.ts';

/** Something to know of a run beside its findings. */
export interface Note {
  readonly text: string;
  /** What to type about it. */
  readonly curl?: string;
}

/**
 * What a run was about and what it did not do, a sentence each: deployments, routes without an example, requests left out,
 * checks that a contract switched off, and what the run created and could not remove.
 */
export function notesOf(document: SmokeDocument): Note[] {
  return [
    ...emulatorLines(document),
    ...deploymentLines(document),
    ...withoutContractLines(document),
    ...leftOutLines(document),
    ...seedLines(document),
    ...switchedOffLines(document),
  ]
    .map((text): Note => ({ text }))
    .concat(leftBehind(document));
}

/** Findings may be an emulator's own. */
function emulatorLines({ emulators = [] }: Pick<SmokeDocument, 'emulators'>): string[] {
  return emulators.map((origin) =>
    printable(`the emulator at ${origin} answered, not AWS: what it does differently shows as a finding`),
  );
}

/** A line a target about what was tested: which deployment, of when; then what could not be read of them. */
function deploymentLines({ deployments = [] }: Pick<SmokeDocument, 'deployments'>): string[] {
  const tested = deployments.flatMap(({ target, stage, deploymentId, deployedAt, canary }) => {
    if (deploymentId === null && deployedAt === null && canary === null) return [];
    const of = deployedAt === null ? '' : ` of ${minute(deployedAt)}`;
    const beside =
      canary === null
        ? ''
        : `; a canary takes ${canary.percentTraffic} % to the deployment ${canary.deploymentId ?? '(unknown)'}`;
    return [`${target}: stage ${stage}, deployment ${deploymentId ?? '(unknown)'}${of}${beside}`];
  });
  const targetsOf = new Map<string, string[]>();
  for (const { target, unread } of deployments) {
    for (const line of unread) targetsOf.set(line, [...(targetsOf.get(line) ?? []), target]);
  }
  const unread = [...targetsOf].map(
    ([line, targets]) =>
      `note: ${line} (${targets.length > 3 ? plural(targets.length, 'target') : targets.join(', ')})`,
  );
  return [...tested, ...unread].map((line) => printable(line));
}

/** What was gated without a contract, and what to do about it. */
function withoutContractLines({ withoutContract = [] }: Pick<SmokeDocument, 'withoutContract'>): string[] {
  return withoutContract.map(({ target, routes, untried, savedAs, begun }) => {
    const tried =
      untried === 0
        ? `its ${plural(routes, 'route')} ${routes === 1 ? 'was' : 'were'} called once, without knowing what should come back`
        : `${untried} of ${plural(routes, 'route')} ${untried === 1 ? 'was' : 'were'} not tried, since ${untried === 1 ? 'it needs' : 'they need'} an example`;
    const next =
      savedAs !== undefined
        ? `${savedAs} makes a start: write examples there`
        : begun === undefined
          ? 'write a contract (--save makes a start)'
          : 'write examples there';
    const what =
      begun === undefined ? 'has no contract' : `has a contract (${begun}) that promises nothing yet`;
    return printable(`${target} ${what}: ${tried}; ${next}`);
  });
}

/** `2026-11-23 09:46 UTC`. */
function minute(iso: string): string {
  return `${iso.slice(0, 16).replace('T', ' ')} UTC`;
}

/** What a deployment's alarms would have seen. */
function leftOutLines({ leftOut = [] }: SmokeDocument): string[] {
  if (leftOut.length === 0) return [];
  const counted = (['5xx', '4xx'] as const).flatMap((provokes) => {
    const number = leftOut.filter((each) => each.provokes === provokes).length;
    return number === 0 ? [] : [`${count(number)} for ${provokes}`];
  });
  return [
    `left out at this scope: ${plural(leftOut.length, 'request')} that would provoke errors (${counted.join(', ')}); --scope full sends them`,
  ];
}

const ofGenerated = [
  'broken-request-refused',
  'broken-request-survived',
  'broken-request-answer',
  'sound-request-served',
];

/** What makes the same requests again, where one of them failed or they aren't the usual ones. */
function seedLines({ seed, results }: SmokeDocument): string[] {
  const failed = results.some(({ check, outcome }) => outcome === 'fail' && ofGenerated.includes(check));
  if (seed === undefined || (seed === 0 && !failed)) return [];
  return [`requests were generated with --seed ${seed}, which makes the same ones again`];
}

/** One line for each reason: the contract owes it to whoever reads that all is well. */
function switchedOffLines({ results }: SmokeDocument): string[] {
  const off = new Map<string, number>();
  for (const { check, target, message, outcome } of results) {
    const because = outcome === 'skip' ? switchedOffReason(message ?? '') : null;
    if (because === null) continue;
    const line = `${check} is switched off for ${target}: ${because}`;
    off.set(line, (off.get(line) ?? 0) + 1);
  }
  return [...off].map(([line, times]) => printable(`${line} (not judged ${plural(times, 'time')})`));
}

/** To be removed by hand. */
function leftBehind({ leftBehind = [] }: SmokeDocument): Note[] {
  return leftBehind.map(({ target, route, example, because, curl }) => ({
    text: printable(`left behind: ${route} → ${example} [${target}]: ${because}`),
    ...(curl === undefined ? {} : { curl: printable(curl) }),
  }));
}
