import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where the recorded cases lie: `GATEWAY_FACTS`, or the folder beside the project. */
export function factsFolder(environment: NodeJS.ProcessEnv = process.env): string {
  const beside = fileURLToPath(new URL('../../../shared/facts', import.meta.url));
  return environment.GATEWAY_FACTS === undefined ? beside : resolve(environment.GATEWAY_FACTS);
}
