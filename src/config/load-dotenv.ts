import { join } from 'node:path';
import { config } from 'dotenv';

/**
 * Puts the variables of the project's `.env` into the environment, where there is such a file.
 * What is set already stays as it is.
 */
export function loadDotenv(root: string, env: NodeJS.ProcessEnv = process.env): void {
  config({
    path: join(root, '.env'),
    quiet: true,
    override: false,
    processEnv: env as Record<string, string>,
  });
}
