import type { Execution } from '../execution.ts';
import type { LogStore } from '../logs/log-store.ts';
import type { RestApi, RestStage } from '../model.ts';
import type { Fault } from './errors.ts';
import type { RestRequest } from './request.ts';
import type { IntegrationResult } from './respond.ts';

/** Method settings that matter here, under API Gateway's names. */
interface LogSettings {
  readonly level: 'ERROR' | 'INFO';
  readonly dataTrace: boolean;
}

/** Writes what became of a request, where the settings of its method say so. */
export type WriteExecution = (request: RestRequest, outcome: IntegrationResult | Fault) => void;

/**
 * The execution log of a stage, `API-Gateway-Execution-Logs_API/STAGE`, which method settings switch on
 * (API Gateway Developer Guide, "Set up CloudWatch logging for REST APIs"); `null`: nothing is logged.
 */
export function openExecutionLog(
  api: RestApi,
  stage: RestStage,
  logs: LogStore | undefined,
): WriteExecution | null {
  const settings = stage.facts?.methodSettings ?? {};
  const logged = Object.values(settings).some(
    ({ loggingLevel }) => loggingLevel !== undefined && loggingLevel !== 'OFF',
  );
  if (logs === undefined || !logged) return null;
  const group = `API-Gateway-Execution-Logs_${api.id}/${stage.name}`;
  return (request, outcome) => {
    const own = settingsFor(request, settings);
    if (own === null) return;
    const failed = 'errorType' in outcome;
    if (own.level === 'ERROR' && !failed && request.execution.met === null) return;
    for (const line of linesOf(request, outcome, own))
      logs.write(group, request.requestId.replaceAll('-', ''), `(${request.requestId}) ${line}`);
  };
}

type Settings = NonNullable<RestStage['facts']>['methodSettings'];

/** The most special setting of each kind: method, then path, then stage. */
function settingsFor({ call, destination }: RestRequest, settings: Settings): LogSettings | null {
  const path = destination?.resourcePath ?? '/';
  const spelled = [path, path.replace(/^\//, '')].map((one) => one.replaceAll('/', '~1') || '~1');
  const keys = [
    ...spelled.flatMap((one) => [`${one}/${call.method}`, `${one}/*`]),
    `*/${call.method}`,
    '*/*',
  ];
  const found = (name: string) =>
    keys.map((key) => settings[key]?.[name]).find((value) => value !== undefined);
  const level = found('loggingLevel');
  if (level !== 'ERROR' && level !== 'INFO') return null;
  return { level, dataTrace: found('dataTraceEnabled') === true };
}

function linesOf(
  { call, paths, destination, requestId, execution }: RestRequest,
  outcome: IntegrationResult | Fault,
  { level, dataTrace }: LogSettings,
): string[] {
  const info = level === 'INFO';
  return [
    ...(info
      ? [
          `Starting execution for request: ${requestId}`,
          `HTTP Method: ${call.method}, Resource Path: ${destination === null ? paths.path : destination.resourcePath}`,
        ]
      : []),
    ...(dataTrace && execution.payload !== null
      ? [`Endpoint response body before transformations: ${execution.payload.slice(0, 1024)}`]
      : []),
    ...(execution.met === null ? [] : [failureIn(execution.met)]),
    ...(info || 'errorType' in outcome ? [`Method completed with status: ${outcome.status}`] : []),
  ];
}

/** In API Gateway's words. */
function failureIn(met: NonNullable<Execution['met']>): string {
  if (met === 'timeout') return 'Execution failed due to a timeout error';
  const configuration = 'Execution failed due to configuration error:';
  if (met === 'no-permission') return `${configuration} Invalid permissions on Lambda function`;
  if (met === 'malformed') return `${configuration} Malformed Lambda proxy response`;
  const { errorMessage, requestId = /^RequestId: (\S+)/.exec(errorMessage)?.[1] } = met;
  const id = requestId === undefined ? '' : ` Lambda request id: ${requestId}`;
  return `Lambda execution failed with status 200 due to customer function error: ${errorMessage}.${id}`;
}
