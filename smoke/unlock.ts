import type { PlannedExchange } from '../src/conformance/exchange.ts';
import type { Callers } from '../src/credential/callers.ts';
import { openVault, type Vault } from '../src/credential/vault.ts';

export interface Unlocked {
  readonly vault: Vault;
  /** Without what these secrets can't be made to: an opaque token has no signature to leave out. */
  readonly planned: readonly PlannedExchange[];
}

/**
 * Reads every secret that the exchanges need, once.
 * @throws UsageError for the first that is missing or no header could carry, and where nothing is there to sign with.
 */
export async function unlock(
  planned: readonly PlannedExchange[],
  { root, targets, aws }: Callers & { readonly root: string },
): Promise<Unlocked> {
  const needy = planned.flatMap(({ request, cleanup, contract, route }) => [
    { ...request, place: `${contract}: ${route}` },
    ...(cleanup === undefined ? [] : [{ ...cleanup.request, place: `${contract}: ${cleanup.route}` }]),
  ]);
  const vault = await openVault(needy, { env: process.env, cwd: root, callers: { targets, aws } });
  return { vault, planned: planned.filter(({ request }) => vault.canDress(request)) };
}
