import { UsageError } from '../errors/usage-error.ts';

/** What a caller may not do, and what goes missing without it. */
export interface Missing {
  /** `apigateway:GET on /restapis/a1b2c3/stages/prod`, `logs:FilterLogEvents`. */
  readonly permission: string;
  /** Completes "without …". */
  readonly without: string;
}

/** A call that was denied, in one sentence; its `cause` is the SDK's own error. */
export class MissingPermission extends UsageError implements Missing {
  readonly permission: string;
  readonly without: string;

  constructor(message: string, next: readonly string[], denied: Missing & { readonly cause: unknown }) {
    super(message, next, { cause: denied.cause });
    this.permission = denied.permission;
    this.without = denied.without;
  }
}

/** `without drift: the permission apigateway:GET on /restapis/a1b2c3/stages/prod is missing`: one line for all that one feature lacks. */
export function missingLines(missing: readonly Missing[]): string[] {
  return [...permissionsByFeature(missing)].map(([without, permissions]) => {
    const shown = permissions.slice(0, mostNamed);
    const more = permissions.length - shown.length;
    const names = more === 0 ? shown : [...shown, `${more} more`];
    const last = names.at(-1);
    return names.length === 1
      ? `without ${without}: the permission ${last} is missing`
      : `without ${without}: the permissions ${names.slice(0, -1).join(', ')} and ${last} are missing`;
  });
}

const mostNamed = 4;

/** Permissions by what goes missing without them, each once. */
export function permissionsByFeature(missing: readonly Missing[]): Map<string, string[]> {
  const byFeature = new Map<string, string[]>();
  for (const { permission, without } of missing) {
    const known = byFeature.get(without) ?? [];
    if (!known.includes(permission)) byFeature.set(without, [...known, permission]);
  }
  return byFeature;
}
