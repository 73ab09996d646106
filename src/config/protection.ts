import type { AskedSource } from './asked-sources.ts';
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
  return isNamed(source, protect);
}

/** Whether what `GATEWRIGHT_PROTECT` says protects one of these. */
export function protectsAny(protect: boolean | readonly string[], asked: readonly AskedSource[]): boolean {
  return typeof protect === 'boolean' ? protect : asked.some(({ source }) => isNamed(source, protect));
}

function isNamed(source: TargetSource, protect: readonly string[]): boolean {
  return namesOf(source).some((name) => protect.includes(name));
}

/** What a list of protected targets calls one. */
export function namesOf(source: TargetSource): string[] {
  if ('stack' in source) return [source.stack];
  const own = 'url' in source ? source.url : source.outputsFile;
  return source.name === undefined ? [own] : [own, source.name];
}
