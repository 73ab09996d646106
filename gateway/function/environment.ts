import type { LambdaFunction } from '../model.ts';

/** Variables of the machine that an interpreter may need to start; none of them holds a secret. */
const passedOn = ['PATH', 'LD_LIBRARY_PATH', 'DYLD_LIBRARY_PATH', 'DYLD_FALLBACK_LIBRARY_PATH', 'TMPDIR'];

/**
 * What a handler sees in its environment: its own variables and those that Lambda sets
 * (AWS documentation, "Defined runtime environment variables"), never the user's credentials.
 */
export function environmentOf(
  lambda: LambdaFunction,
  { version, folder }: { readonly version: string; readonly folder: string },
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
