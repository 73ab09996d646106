import { clientConfig } from '../aws/aws-client-config.ts';
import { nameOf } from '../aws/aws-error.ts';
import type { AwsOptions } from '../aws/aws-options.ts';
import { EndpointWatch } from '../aws/endpoint-watch.ts';
import { caller } from '../aws/gateway-clients.ts';
import type { CalledFunction } from './called-function.ts';
import type { LogLine } from './function-runs.ts';

/** The read-only calls that tell of a function. Each fails with a `UsageError`, and ends within seconds. */
export interface FunctionReads {
  configuration(called: CalledFunction): Promise<FunctionConfiguration>;
  /** The function's policy, JSON text; `null`: it has none. */
  policy(called: CalledFunction): Promise<string | null>;
  /** `null`: there is no such group. Of a long log, its beginning. */
  logLines(group: string, asked: LogQuestion): Promise<LogLine[] | null>;
}

export interface FunctionConfiguration {
  readonly logGroup: string | null;
  /** Why it can't be invoked, where its state says so. */
  readonly state: string | null;
}

export interface LogQuestion {
  /** Epoch milliseconds. */
  readonly fromMs: number;
  readonly toMs: number;
  /** CloudWatch Logs' own syntax. */
  readonly pattern?: string;
}

const mostPages = 8;

/** The SDK is loaded here, so that only a failure pays for it. Throws UsageError as `clientConfig` does. */
export async function openFunctionReads(options: AwsOptions, signal: AbortSignal): Promise<FunctionReads> {
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
  const [lambdaSdk, logsSdk] = await Promise.all([
    import('@aws-sdk/client-lambda'),
    import('@aws-sdk/client-cloudwatch-logs'),
  ]);
  const lambda = new lambdaSdk.LambdaClient(clientConfig('LAMBDA', options));
  const logs = new logsSdk.CloudWatchLogsClient(clientConfig('CLOUDWATCH_LOGS', options));
  const endpoint = new EndpointWatch();
  endpoint.watch(lambda.config.requestHandler);
  endpoint.watch(logs.config.requestHandler);
  const callLambda = caller('Lambda', endpoint, signal);
  const callLogs = caller('CloudWatch Logs', endpoint, signal);
  const named = ({ name, qualifier }: CalledFunction) => ({
    FunctionName: name,
    ...(qualifier === null ? {} : { Qualifier: qualifier }),
  });
  return {
    configuration: (called) =>
      callLambda('GetFunctionConfiguration', async (abortSignal) => {
        const command = new lambdaSdk.GetFunctionConfigurationCommand(named(called));
        const answer = await lambda.send(command, { abortSignal }).catch((error: unknown) => {
          if (nameOf(error) === 'ResourceNotFoundException')
            return { State: 'Failed', StateReason: 'it does not exist' };
          throw error;
        });
        const { LoggingConfig, State, StateReason } = { LoggingConfig: undefined, ...answer };
        const broken = State === 'Failed';
        return {
          logGroup: LoggingConfig?.LogGroup ?? null,
          state: broken ? (StateReason ?? 'its state is Failed') : null,
        };
      }),
    policy: (called) =>
      callLambda('GetPolicy', async (abortSignal) => {
        try {
          return (
            (await lambda.send(new lambdaSdk.GetPolicyCommand(named(called)), { abortSignal })).Policy ?? null
          );
        } catch (error) {
          if (nameOf(error) === 'ResourceNotFoundException') return null;
          throw error;
        }
      }),
    logLines: (logGroupName, { fromMs, toMs, pattern }) =>
      callLogs('FilterLogEvents', async (abortSignal) => {
        const lines: LogLine[] = [];
        let nextToken: string | undefined;
        try {
          for (let page = 0; page < mostPages; page += 1) {
            const command = new logsSdk.FilterLogEventsCommand({
              logGroupName,
              startTime: Math.floor(fromMs),
              endTime: Math.ceil(toMs),
              ...(pattern === undefined ? {} : { filterPattern: pattern }),
              ...(nextToken === undefined ? {} : { nextToken }),
            });
            const answer = await logs.send(command, { abortSignal });
            for (const { logStreamName = '', timestamp = 0, message = '' } of answer.events ?? [])
              lines.push({ stream: logStreamName, atMs: timestamp, message });
            if (!answer.nextToken || answer.nextToken === nextToken) break;
            nextToken = answer.nextToken;
          }
        } catch (error) {
          if (nameOf(error) === 'ResourceNotFoundException') return null;
          throw error;
        }
        return lines;
      }),
  };
}
