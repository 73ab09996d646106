import type { AwsOptions } from '../aws/aws-options.ts';
import type { AwsFor } from '../discovery/place.ts';
import type { Target } from '../discovery/target.ts';

/** Who calls which target, where requests are signed. */
export interface Callers {
  readonly targets: readonly Target[];
  readonly aws: AwsFor;
}

/** The target whose requests go to this URL: that of the longest invoke URL that it starts with, else one of the same origin. */
export function calledTarget(url: string, targets: readonly Target[]): Target | null {
  const under = targets.filter(
    ({ invokeUrl }) => url.startsWith(invokeUrl) && /^([/?#]|$)/.test(url.slice(invokeUrl.length)),
  );
  const [longest] = under.toSorted((a, b) => b.invokeUrl.length - a.invokeUrl.length);
  return (
    longest ?? targets.find(({ invokeUrl }) => new URL(invokeUrl).origin === new URL(url).origin) ?? null
  );
}

/** What a request to this URL is signed with. */
export function callerOf(url: string, callers: Callers | undefined, env: AwsOptions['env']): AwsOptions {
  const target = callers === undefined ? null : calledTarget(url, callers.targets);
  return target === null || callers === undefined ? { env } : callers.aws(target);
}
