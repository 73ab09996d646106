import { readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { LambdaFunction } from '../model.ts';

/** Variables of the machine that an interpreter may need to start; none of them holds a secret. */
const passedOn = ['PATH', 'LD_LIBRARY_PATH', 'DYLD_LIBRARY_PATH', 'DYLD_FALLBACK_LIBRARY_PATH', 'TMPDIR'];

/**
 * What a handler sees in its environment: its own variables and those that Lambda sets
 * (AWS documentation, "Defined runtime environment variables"), never the user's credentials.
 */
export function environmentOf(
  lambda: LambdaFunction,
  {
    version,
    folder,
    layers = [],
  }: { readonly version: string; readonly folder: string; readonly layers?: readonly string[] },
  machine: NodeJS.ProcessEnv,
): Record<string, string> {
  const region = lambda.arn.split(':')[3] || 'us-east-1';
  const result: Record<string, string> = {};
  for (const name of passedOn) {
    const value = machine[name];
    if (value !== undefined) result[name] = value;
  }
  return {
    ...result,
    LANG: 'en_US.UTF-8',
    PYTHONIOENCODING: 'utf-8',
    TZ: 'UTC',
    PYTHONDONTWRITEBYTECODE: '1',
    AWS_EXECUTION_ENV: `AWS_Lambda_${lambda.runtime}`,
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    ...lambda.environment,
    ...searchPaths(lambda, layers),
    _HANDLER: lambda.handler,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_LAMBDA_FUNCTION_NAME: lambda.name,
    AWS_LAMBDA_FUNCTION_VERSION: version,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(lambda.memoryMb),
    AWS_LAMBDA_LOG_GROUP_NAME: lambda.logGroup ?? `/aws/lambda/${lambda.name}`,
    AWS_LAMBDA_LOG_STREAM_NAME: 'local',
    LAMBDA_TASK_ROOT: folder,
    LAMBDA_RUNTIME_DIR: '/var/runtime',
  };
}

/** Where interpreters look for modules in layers (AWS documentation, "Layer paths for each Lambda runtime"). */
function searchPaths(
  { runtime, environment }: LambdaFunction,
  layers: readonly string[],
): Record<string, string> {
  if (layers.length === 0) return {};
  const isPython = runtime.startsWith('python');
  const name = isPython ? 'PYTHONPATH' : 'NODE_PATH';
  // A later layer's files replace those of the ones before it.
  const inLayers = layers
    .toReversed()
    .flatMap((layer) =>
      isPython
        ? [...sitePackagesIn(join(layer, 'python', 'lib')), join(layer, 'python')]
        : [
            join(layer, 'nodejs', runtime.replace(/^nodejs(\d+)\.x$/, 'node$1'), 'node_modules'),
            join(layer, 'nodejs', 'node_modules'),
          ],
    );
  const own = environment[name];
  return { [name]: [...(own === undefined ? [] : [own]), ...inLayers].join(delimiter) };
}

/** Every Python version's, as one interpreter runs them all. */
function sitePackagesIn(folder: string): string[] {
  try {
    return readdirSync(folder).map((version) => join(folder, version, 'site-packages'));
  } catch {
    return [];
  }
}
