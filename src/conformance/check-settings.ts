import type { CheckSetting, Contract, Route } from '../contract/contract.ts';
import { didYouMean } from '../errors/nearest.ts';
import { UsageError } from '../errors/usage-error.ts';

/** What the contract says of a check on a route: the route's word goes before the contract's. `null` where neither says a thing. */
export function settingOf(check: string, contract: Contract, routeKey: string): CheckSetting | null {
  const route = Object.hasOwn(contract.routes, routeKey) ? contract.routes[routeKey] : undefined;
  return own(route?.checks, check) ?? own(contract.checks, check);
}

function own(settings: Route['checks'], check: string): CheckSetting | null {
  return settings !== undefined && Object.hasOwn(settings, check) ? (settings[check] ?? null) : null;
}

const off = 'switched off by the contract: ';

export const switchedOff = ({ because }: CheckSetting): string => `${off}${because}`;

/** The contract's reason in a skipped result's message, or `null` where it was skipped for another. */
export function switchedOffReason(message: string): string | null {
  return message.startsWith(off) ? message.slice(off.length) : null;
}

/** What a failure is explained by, with the contract's reason where it counts otherwise than usual. */
export function withReason(diagnosis: string, setting: CheckSetting | null): string {
  if (setting === null) return diagnosis;
  return `${diagnosis} The contract counts it as ${words[setting.severity]}: ${setting.because.replace(/[.]*$/, '.')}`;
}

const words = { error: 'an error', warning: 'a warning', note: 'a note', off: 'nothing' } as const;

/** @throws UsageError where the contract or one of its routes sets a check that isn't there. */
export function refuseUnknownChecks(contract: Contract, known: readonly string[]): void {
  const places: (readonly [string, Route['checks']])[] = [
    ['checks', contract.checks],
    ...Object.entries(contract.routes).map(
      ([key, route]) => [`routes[${JSON.stringify(key)}].checks`, route.checks] as const,
    ),
  ];
  for (const [place, settings] of places) {
    const unknown = Object.keys(settings ?? {}).find((id) => !known.includes(id));
    if (unknown === undefined) continue;
    throw new UsageError(`${contract.name}: ${place} names "${unknown}", and there is no such check.`, [
      ...didYouMean(unknown, known),
      'All of them: npx gatewright smoke --list-checks',
    ]);
  }
}
