import {
  type LoadCredentialOptions,
  type LoadCredentials,
  type LoadSecret,
  readLoadCredentials,
} from '../src/credential/load-credentials.ts';
import { sourceName } from '../src/credential/read-secrets.ts';
import type { Plan } from '../src/plan/plan.ts';

/** What the requests of a run have to show, and how to get it anew. */
export interface RunCredentials {
  readonly first: LoadCredentials;
  renew(): Promise<LoadCredentials>;
}

/**
 * Reads what the plan's requests have to show, before anything is sent.
 * @throws UsageError for what is missing, expired or fits no header, and for a command that fails.
 */
export async function credentialsOf(plan: Plan, options: LoadCredentialOptions): Promise<RunCredentials> {
  const secrets = new Map<string, LoadSecret>();
  const placeOf = (series: number) => {
    const { target = '', route = '' } = plan.series[series] ?? {};
    return `${target}: ${route}`;
  };
  for (const { series, secretHeaders } of plan.requests) {
    for (const variable of Object.values(secretHeaders)) {
      const made = plan.secrets?.[variable] ?? { from: `env:${variable}` as const };
      secrets.set(variable, { ...made, variable, place: placeOf(series) });
    }
  }
  const needs = {
    secrets: [...secrets.values()],
    signed: plan.targets.flatMap(({ target }) => {
      const signed = plan.requests.find(
        ({ series, signing }) => signing !== undefined && plan.series[series]?.target === target,
      );
      if (signed === undefined) return [];
      const signing = { region: signed.signing?.region ?? null, secret: 'own' as const };
      return [{ target, place: placeOf(signed.series), url: signed.url, signing }];
    }),
  };
  const renew = () => readLoadCredentials(needs, options);
  return { first: await renew(), renew };
}

/** What will expire before a run that takes this long is over, and can't be renewed; a sentence each. */
export function foreseenExpiries(plan: Plan, { first }: RunCredentials): string[] {
  const endMs = Date.now() + (plan.warmUp.seconds + plan.arrivals.durationSeconds) * 1000;
  return Object.entries(first.expiries).flatMap(([name, expiresMs]) => {
    const from = name.startsWith('aws ') ? null : (plan.secrets?.[name]?.from ?? (`env:${name}` as const));
    if (expiresMs === null || expiresMs >= endMs || from === null || from.startsWith('command:')) return [];
    return [
      `${sourceName(from)} holds a token that expires at ${new Date(expiresMs).toISOString()}, before the run is over: it will end there. A command in the contract (from: 'command:…') is asked again in time.`,
    ];
  });
}
