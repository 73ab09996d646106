import type { Environment, TargetSource } from './define-config.ts';

/**
 * Whether an environment protects what it names: all of it (`protect: true`), or the stacks and URLs that its list has.
 * One protected target protects the whole run: nobody looks which of its requests go where.
 */
export function isProtecting(environment: Environment): boolean {
  if ('local' in environment) return false;
  const { protect = false } = environment;
  return protect === true || (protect !== false && protect.length > 0);
}

/** Whether the environment protects this one of its targets. */
export function protectsSource(environment: Environment, source: TargetSource): boolean {
  if ('local' in environment) return false;
  const { protect = false } = environment;
  if (typeof protect === 'boolean') return protect;
  const names = 'stack' in source ? [source.stack] : [source.url, source.name];
  return names.some((name) => name !== undefined && protect.includes(name));
}
