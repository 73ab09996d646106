import type { EndpointWatch } from '../aws/endpoint-watch.ts';
import type { Emulator, Target } from './target.ts';

/** `null`: AWS itself answers. */
export function emulatorAt({ isAws, origin, server }: EndpointWatch): Emulator | null {
  return isAws || origin === null ? null : { origin, server };
}

/** A sentence for each emulator among the targets: what it finds may be its own. */
export function emulatorNotes(targets: readonly Pick<Target, 'emulator'>[]): string[] {
  const lines = targets.flatMap(({ emulator }) =>
    emulator === undefined
      ? []
      : [
          `An emulator answered, not AWS: ${calledBy(emulator)}. What it does differently from AWS shows as a finding, and its latencies are this machine's.`,
        ],
  );
  return [...new Set(lines)];
}

/** Origins of emulators of others: this project's own gateway answers as API Gateway does. */
export function foreignEmulators(targets: readonly Pick<Target, 'emulator'>[]): string[] {
  return [
    ...new Set(
      targets.flatMap(({ emulator }) =>
        emulator === undefined || /^gatewright\b/i.test(emulator.server ?? '') ? [] : [emulator.origin],
      ),
    ),
  ];
}

function calledBy({ origin, server }: Emulator): string {
  return server === null ? origin : `${origin} (server: ${server})`;
}
