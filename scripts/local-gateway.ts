import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { localStacks } from '../src/config/local-stacks.ts';
import { localRegion, useOnly } from '../src/discovery/only-endpoint.ts';
import { UsageError } from '../src/errors/usage-error.ts';
import type { Context } from './command.ts';

type Gateway = typeof import('../gateway/main.ts');
export type LocalGateway = Awaited<ReturnType<Gateway['startGateway']>>;

/** Where the person's own stacks would have been served. */
export const bundledNote =
  'note: there is no stacks/ here, so these are the stacks that come with gatewright; your own: npx gatewright local --template FILE';

const oldestPython = [3, 9] as const;

/** The handlers of `stacks/` are Python: said in the first line instead of at the first request. */
export function requirePython(): void {
  const { stdout, error } = spawnSync('python3', ['--version'], { encoding: 'utf8' });
  const next = `Install Python ${oldestPython.join('.')} or newer as python3: https://www.python.org/downloads/`;
  const version = /Python (\d+)\.(\d+)/.exec(stdout ?? '');
  if (error !== undefined || version === null) {
    throw new UsageError('python3 is missing: the stacks of the local gateway run Python handlers.', next);
  }
  const [major = 0, minor = 0] = version.slice(1).map(Number);
  if (major < oldestPython[0] || (major === oldestPython[0] && minor < oldestPython[1])) {
    throw new UsageError(`python3 is ${major}.${minor}, which is too old for the handlers here.`, next);
  }
}

/** The gateway is loaded only by whoever starts it, so that the other verbs work without its folder. */
export async function loadGateway(): Promise<Gateway> {
  try {
    return await import('../gateway/main.ts');
  } catch (cause) {
    // A module that is missing somewhere inside it is another mistake.
    if (existsSync(new URL(`../gateway/main${path.extname(import.meta.url)}`, import.meta.url))) throw cause;
    throw new UsageError(
      'The local gateway is not part of this installation (its folder gateway/ is missing).',
      ['Point the command at a deployed API instead: --stack NAME, or --url URL --api rest|http.'],
      { cause },
    );
  }
}

/**
 * A gateway of the command's own on a free port with all of `stacks/`, or the stacks that come with the package, ended with the command.
 * `latency` is added as `local --latency` says.
 * From here on the process, and every child of it, talks to this gateway and to no AWS account.
 */
export async function startOwnGateway(
  root: string,
  context: Context,
  latency: readonly string[] = [],
): Promise<LocalGateway> {
  requirePython();
  const { startGateway, sourcesIn } = await loadGateway();
  const { folder, bundled } = localStacks(root);
  const sources = sourcesIn(folder);
  if (sources.length === 0) {
    throw new UsageError(`There is nothing to serve locally: ${folder} holds no template.`, [
      'Each direct child of stacks/ with a template.yaml (or .json) is a stack.',
      'Or run: npx gatewright local --template FILE, and in another terminal set AWS_ENDPOINT_URL to what it prints.',
    ]);
  }
  if (bundled) context.out.progress(bundledNote);
  context.out.progress(`local gateway: starting ${sources.map(({ stackName }) => stackName).join(', ')}`);
  const gateway = await startGateway({ sources, region: localRegion, warm: true, latency });
  context.onExit(() => gateway.close());
  for (const { file, line, message } of gateway.warnings) {
    context.out.progress(
      `  note: ${path.relative(context.cwd, file)}${line === null ? '' : `:${line}`}: ${message}`,
    );
  }
  useOnly(gateway.endpoint, context.env);
  return gateway;
}
