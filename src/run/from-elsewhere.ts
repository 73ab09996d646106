import type { Run } from './run.ts';

/** Whether requests went through a proxy: without one, a page may be what the target itself (an emulator, a server behind it) makes of its errors. */
export function isProxied({ machine: { proxies = [] } }: Pick<Run, 'machine'>): boolean {
  return proxies.length > 0;
}

/** Whether most of a run's errors are redirections, or pages of a proxy: what failed then isn't the target. */
export function mostErrorsFromElsewhere(run: Pick<Run, 'machine' | 'series'>): boolean {
  const proxied = isProxied(run);
  let errors = 0;
  let elsewhere = 0;
  for (const { errors: failed, redirectedTo, foreignPages = 0 } of run.series) {
    errors += failed;
    elsewhere += Object.values(redirectedTo).reduce((sum, times) => sum + times, 0);
    if (proxied) elsewhere += foreignPages;
  }
  return elsewhere > errors / 2;
}
