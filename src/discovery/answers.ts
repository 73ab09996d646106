import type { AwsOptions } from '../aws/aws-options.ts';
import { emulatorFiles, takenFrom } from '../aws/emulator-files.ts';
import { isLoopback } from '../aws/endpoint-watch.ts';
import { missingLines } from '../permission/missing-permission.ts';
import type { Aws } from './aws.ts';
import type { OnNote } from './discover.ts';
import { emulatorAt } from './emulator.ts';
import type { Target } from './target.ts';

interface Hearing {
  readonly env: AwsOptions['env'];
  readonly onNote: OnNote;
}

/** Targets with what the answers so far tell of who gave them; permissions that were missing are said. */
export function withAnswers(targets: readonly Target[], aws: Aws, { env, onNote }: Hearing): Target[] {
  for (const missing of aws.missing) onNote(missingLines([missing]).join(), missing);
  return throughEmulator(targets, aws, { env, onNote });
}

/** Targets of an emulator say so, and what its certificate is trusted by goes with them. */
function throughEmulator(targets: readonly Target[], { endpoint }: Aws, { env, onNote }: Hearing): Target[] {
  const emulator = emulatorAt(endpoint);
  if (emulator === null) return [...targets];
  const files = emulatorFiles(emulator.origin, env);
  if (files !== null) onNote(takenFrom(files));
  const ca = files?.ca ?? null;
  return targets.map((target) => {
    const isItsOwn = ca !== null && target.invokeUrl.startsWith('https:') && isLoopback(target.invokeUrl);
    return {
      ...target,
      ...(isItsOwn ? { transport: { ca, ...target.transport } } : {}),
      emulator,
    };
  });
}
