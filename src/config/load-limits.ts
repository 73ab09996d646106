import type { Limits } from './define-config.ts';
import type { Project } from './load-project.ts';

/** What an environment says of load. */
export function limitsIn({ environments }: Pick<Project, 'environments'>, name: string): Limits {
  const environment = environments[name];
  return environment === undefined || 'local' in environment ? {} : (environment.limits ?? {});
}

/** Of several the smallest of each: what is sent goes to all of their targets. */
export function strictest(all: readonly Limits[]): Limits {
  const least = (key: keyof Limits) => {
    const known = all.flatMap((limits) => limits[key] ?? []);
    return known.length === 0 ? {} : { [key]: Math.min(...known) };
  };
  return { ...least('maxRequests'), ...least('maxCost'), ...least('ratePerSecond') };
}
