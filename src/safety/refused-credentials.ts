import { sourceName } from '../credential/read-secrets.ts';
import type { Plan } from '../plan/plan.ts';
import type { ObservedRequest, Sample } from '../sample/sample.ts';

/** Asked for at every request. */
const none: readonly Sample[] = [];

/** Refusals in a row after which credentials that were accepted before are taken for lost. */
const mostInARow = 10;

export interface RefusedCredentials {
  /** A sentence. */
  readonly message: string;
}

export interface CredentialWatch {
  /** `hold`: a refusal that may be the credentials' fault. */
  see(sample: Sample): RefusedCredentials | 'hold' | 'count';
  released(): readonly Sample[];
  /** All that is still held. */
  givenUp(): Sample[];
}

export interface CredentialExpiry {
  /** Epoch milliseconds by variable of the plan, and `aws TARGET`; `null` where it isn't known. */
  readonly expiries: { readonly [credential: string]: number | null };
  /** Why they could not be renewed. */
  readonly failure: string | null;
}

/**
 * Tells a credential that has expired from an API that refuses: 401 and 403 where another status is expected are held
 * back. Behind the credential's known end, or after ten in a row of one that was accepted before, they are put down to
 * it; once it is accepted again they were the API's.
 */
export function watchCredentials(plan: Plan, expiry: () => CredentialExpiry): CredentialWatch {
  const said = (names: readonly string[]) => names.map((name) => nameOf(name, plan)).join(' and ');
  const keys = plan.series.map((_, series) => credentialsOf(plan, series));
  const states = new Map<string, { accepted: boolean; held: Sample[] }>();
  let free: Sample[] = [];
  return {
    see(sample) {
      const { request } = sample;
      const names = keys[request.series] ?? [];
      if (names.length === 0 || request.status === 0) return 'count';
      const key = names.join(' ');
      const state = states.get(key) ?? { accepted: false, held: [] };
      states.set(key, state);
      if (!isRefusal(request)) {
        state.accepted = true;
        const first = state.held[0];
        if (first !== undefined && request.startUs > first.request.endUs) {
          free.push(...state.held);
          state.held = [];
        }
        return 'count';
      }
      const { expiries, failure } = expiry();
      const ended = names.find((name) => {
        const endMs = expiries[name] ?? null;
        return endMs !== null && request.endUs / 1000 >= endMs;
      });
      if (ended === undefined && !state.accepted) return 'count';
      state.held.push(sample);
      if (ended !== undefined) {
        const at = new Date(expiries[ended] ?? 0).toISOString();
        return {
          message: `${said([ended])} expired at ${at}, and from then on ${refused(request)}${because(failure)}`,
        };
      }
      if (state.held.length < mostInARow) return 'hold';
      return {
        message: `${said(names)} was accepted before, and now ${refused(request)} without exception: expired or withdrawn${because(failure)}`,
      };
    },
    released() {
      if (free.length === 0) return none;
      const now = free;
      free = [];
      return now;
    },
    givenUp: () => [...states.values()].flatMap(({ held }) => held.splice(0)),
  };
}

function isRefusal({ status, failed }: ObservedRequest): boolean {
  return failed && (status === 401 || status === 403);
}

function credentialsOf({ requests, series: all }: Plan, series: number): string[] {
  const names = requests
    .filter((request) => request.series === series)
    .flatMap(({ secretHeaders, signing }) => [
      ...Object.values(secretHeaders),
      ...(signing === undefined ? [] : [`aws ${all[series]?.target ?? ''}`]),
    ]);
  return [...new Set(names)].sort();
}

function nameOf(name: string, { secrets = {} }: Plan): string {
  if (name.startsWith('aws ')) return 'the set of AWS credentials';
  return sourceName(secrets[name]?.from ?? `env:${name}`);
}

const refused = ({ status }: ObservedRequest) => `requests with it are refused with ${status}`;
const because = (failure: string | null) => (failure === null ? '' : `; renewing failed: ${failure}`);
