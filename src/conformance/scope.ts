import { UsageError } from '../errors/usage-error.ts';
import type { PlannedExchange } from './exchange.ts';

export const scopes = ['deploy', 'full'] as const;

/**
 * How much a run may provoke. `deploy` is for the minutes after a deployment, when alarms and rollbacks hang on error
 * answers: nothing that ends in 5xx, the contract's own 4xx examples, and of each kind of 4xx probe one a target (without
 * credentials: ten).
 */
export type Scope = (typeof scopes)[number];

/** A planned exchange that the scope leaves out. */
export type LeftOut = Pick<PlannedExchange, 'target' | 'route' | 'example'> & {
  readonly provokes: '4xx' | '5xx';
};

export interface Scoped {
  readonly planned: readonly PlannedExchange[];
  readonly leftOut: readonly LeftOut[];
}

/** Parts what was planned into what this scope sends and what it leaves out; the order stays. */
export function withinScope(planned: readonly PlannedExchange[], scope: Scope): Scoped {
  if (scope === 'full') return { planned, leftOut: [] };
  const provoked = new Map<string, number>();
  const isIn = ({ provokes, purpose, target }: PlannedExchange) => {
    if (provokes === undefined || provokes === 'nothing') return true;
    if (provokes === '5xx') return false;
    if (purpose === 'example') return true;
    const kind = `${target} ${purpose}`;
    const before = provoked.get(kind) ?? 0;
    provoked.set(kind, before + 1);
    return before < (purpose === 'no-credentials' ? mostWithoutCredentials : 1);
  };
  const kept = new Set(planned.filter(isIn));
  return {
    planned: planned.filter((each) => kept.has(each)),
    leftOut: planned.flatMap((each) => {
      const { target, route, example, provokes } = each;
      if (kept.has(each) || provokes === undefined || provokes === 'nothing') return [];
      return [{ target, route, example, provokes }];
    }),
  };
}

/** A route that stands open is worse than an alarm: each is asked, where there are not very many. */
const mostWithoutCredentials = 10;

/**
 * The scope that was asked for; where none was, `deploy` in a pipeline and else `full`.
 * @throws UsageError for any other word; `option` says where it stands.
 */
export function scopeFrom(text: string | null, { option, ci }: { option: string; ci: boolean }): Scope {
  if (text === null) return ci ? 'deploy' : 'full';
  const scope = scopes.find((each) => each === text.toLowerCase());
  if (scope !== undefined) return scope;
  throw new UsageError(`${option}${text} makes no sense.`, [
    'Write deploy to provoke no 5xx and few 4xx, as after a deployment whose alarms are watched, or full for everything.',
  ]);
}
