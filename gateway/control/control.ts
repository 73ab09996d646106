import { randomUUID } from 'node:crypto';
import type { LogStore } from '../logs/log-store.ts';
import type { DefinitionWarning, Throttle } from '../model.ts';
import type { Serving } from '../serving.ts';
import { accessReads } from './access-reads.ts';
import { cloudFormationActions, cloudFormationNamespace } from './cloudformation.ts';
import { ControlError, type ControlRequest, type ControlResponse } from './control-request.ts';
import type { AsyncQueryAction, ControlScope } from './control-scope.ts';
import { domainReads } from './domain-reads.ts';
import { type ExportScope, exportReads } from './exports/export-reads.ts';
import { httpReads } from './http-reads.ts';
import { findRead, jsonError, type Read, readAnswer } from './json-reads.ts';
import { lambdaReads } from './lambda-reads.ts';
import { answerLogs } from './log-reads.ts';
import { QueryParameters, xmlAnswer, xmlError } from './query-protocol.ts';
import { restReads } from './rest-reads.ts';
import { StackRecords } from './stack-records.ts';
import { stsActions } from './sts.ts';
import { answerWaf } from './waf-reads.ts';

export type { ControlRequest, ControlResponse } from './control-request.ts';
export { invokeUrlOf, localised } from './invoke-url.ts';

export interface Control {
  /** The answer of AWS's control plane, or `null` where the request is not for it. */
  handle(request: ControlRequest): Promise<ControlResponse | null>;
}

export interface ControlOptions {
  /** `http://127.0.0.1:PORT`. */
  readonly endpoint: string;
  readonly region: string;
  /** The parameters, by stack name, that the stacks served from the start were loaded with. */
  readonly parameters?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** What CloudWatch Logs tells; left out: there are no logs. */
  readonly logs?: LogStore;
  /** What limits all APIs together, as GetAccount tells it. */
  readonly accountThrottle?: Throttle;
  /** Templates with something that wouldn't be served as AWS would are refused. */
  readonly strict?: boolean;
  /** About templates that clients deploy. */
  readonly onWarning?: (warning: DefinitionWarning) => void;
  /** Gets a line whenever a client has changed a stack. */
  readonly log?: (line: string) => void;
}

/**
 * The AWS endpoint that the unmodified SDK and CLI talk to: CloudFormation, which deploys too, STS, and reads of API Gateway, Lambda and CloudWatch Logs.
 * A request is for it when it is signed (SigV4) for one of these services.
 */
export function createControl(
  serving: Pick<Serving, 'deployment' | 'replace' | 'quotaUsed'>,
  {
    endpoint,
    region,
    parameters: given = {},
    logs,
    accountThrottle,
    strict = false,
    onWarning = () => {},
    log = () => {},
  }: ControlOptions,
): Control {
  let records: StackRecords | undefined;
  return {
    async handle(request) {
      const service = signedService(request.headers.authorization);
      const answer = service === null ? undefined : services[service];
      if (answer === undefined) return null;
      const { deployment } = serving;
      records ??= new StackRecords(deployment, { region, given });
      const response = await answer(request, {
        serving,
        deployment,
        records,
        endpoint,
        region,
        ...(logs === undefined ? {} : { logs }),
        ...(accountThrottle === undefined ? {} : { accountThrottle }),
        strict,
        onWarning,
        log,
      });
      return response === null
        ? null
        : { ...response, headers: { ...response.headers, server: 'gatewright' } };
    },
  };
}

/** The service named in the credential scope of `AWS4-HMAC-SHA256 Credential=KEY/DATE/REGION/SERVICE/aws4_request, …`. */
function signedService(authorization: string | undefined): string | null {
  return (
    /^AWS4-\S+ .*Credential=[^/,]+\/\d{8}\/[^/,]+\/([^/,]+)\/aws4_request/.exec(authorization ?? '')?.[1] ??
    null
  );
}

type Service = (
  request: ControlRequest,
  scope: ControlScope,
) => ControlResponse | null | Promise<ControlResponse | null>;

const services: Readonly<Record<string, Service>> = {
  cloudformation: queryService(cloudFormationActions, {
    namespace: cloudFormationNamespace,
    version: '2010-05-15',
  }),
  sts: queryService(stsActions, {
    namespace: 'https://sts.amazonaws.com/doc/2011-06-15/',
    version: '2011-06-15',
  }),
  apigateway: (request, scope) => readService(reads, request, scope),
  lambda: (request, scope) => readService(lambdaReads, request, scope),
  logs: answerLogs,
  wafv2: answerWaf,
};

function queryService(
  actions: Readonly<Record<string, AsyncQueryAction>>,
  { namespace, version }: { namespace: string; version: string },
): Service {
  return async (request, scope) => {
    const envelope = { namespace, requestId: randomUUID() };
    const parameters = new QueryParameters(
      new URLSearchParams(`${request.query}&${request.body.toString('utf8')}`),
    );
    const name = parameters.text('Action') ?? '';
    try {
      const action = Object.hasOwn(actions, name) ? actions[name] : undefined;
      if (action === undefined)
        throw new ControlError(
          'InvalidAction',
          `Could not find operation ${name} for version ${parameters.text('Version') ?? version}; the local gateway knows ${Object.keys(actions).join(', ')}.`,
        );
      return xmlAnswer(name, await action(parameters, scope), envelope);
    } catch (error) {
      if (error instanceof ControlError) return xmlError(error, envelope);
      throw error;
    }
  };
}

const reads = [...exportReads, ...restReads, ...accessReads, ...httpReads, ...domainReads];

function readService(
  reads: readonly Read<ExportScope>[],
  { method, path, query, headers }: ControlRequest,
  scope: ControlScope,
): ControlResponse | null {
  if (path.startsWith('/_api/')) return null;
  const requestId = randomUUID();
  try {
    if (method !== 'GET')
      throw new ControlError(
        'BadRequestException',
        `The local gateway answers reads only, not ${method} ${path}.`,
      );
    const accept = headers.accept ?? '';
    const found = findRead(reads, path);
    if (found !== null)
      return readAnswer(found.read.answer(found.names, { ...scope, query, accept }), requestId);
    throw new ControlError('NotFoundException', `The local gateway doesn't answer ${method} ${path}.`, 404);
  } catch (error) {
    if (error instanceof ControlError) return jsonError(error, requestId);
    throw error;
  }
}
