import type { Plan } from './plan.ts';

/** Environment variables that the plan's requests take a secret from and that `env` doesn't hold. */
export function missingSecrets(
  plan: Pick<Plan, 'requests'>,
  env: { readonly [name: string]: string | undefined },
): string[] {
  const needed = plan.requests.flatMap(({ secretHeaders }) => Object.values(secretHeaders));
  return [...new Set(needed)].filter((variable) => (env[variable] ?? '') === '');
}
