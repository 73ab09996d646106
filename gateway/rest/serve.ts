import { randomUUID } from 'node:crypto';
import { openStageLogs } from '../access-log/stage-logs.ts';
import type { Answer, HeaderLine, ServedApi, Surroundings } from '../call.ts';
import type { RestApi } from '../model.ts';
import { extendedRequestId, functionTrace } from '../request-ids.ts';
import { restLogVariable } from './access-log.ts';
import { createStageChoice } from './canary.ts';
import { compileDeployments, type Deployed } from './deployed.ts';
import { bareAnswers, type Fault, faults, orderedFault } from './errors.ts';
import { openExecutionLog } from './execution-log.ts';
import { edgeResponseHeaders } from './headers.ts';
import { unsigned } from './iam.ts';
import { RestRequest } from './request.ts';
import type { IntegrationResult } from './respond.ts';
import { splitStage } from './route.ts';

type Outcome = IntegrationResult | Fault;

/** A REST API, compiled: the stage's deployment → route → who may call and how often → validator → integration → gateway headers. */
export function serveRest(api: RestApi, surroundings: Surroundings): ServedApi {
  const deployedAs = compileDeployments(api, surroundings);
  const stages = new Map(
    api.stages.map((stage) => [stage.name, createStageChoice(stage, surroundings.random)]),
  );

  const executions = new Map(
    api.stages.map((stage) => [stage.name, openExecutionLog(api, stage, surroundings.logs)]),
  );
  const logs = openStageLogs(api.stages, surroundings.openAccessLog, restLogVariable);

  const outcomeOf = async (request: RestRequest, { route }: Deployed): Promise<Outcome> => {
    const match = route(request.call.method, request.paths.path);
    if (match === null) return unsigned(request);
    const { place, admit, validate, integrate } = match.method;
    request.destination = { ...place, pathParameters: match.pathParameters };
    const { observation } = request.call;
    const failure =
      observation === null ? null : await observation.enter(`${place.httpMethod} ${place.resourcePath}`);
    if (failure !== null) return orderedFault(failure);
    const refusal = admit === null ? null : await admit(request);
    const unserved = refusal ?? validate?.(request);
    if (unserved != null) return unserved;
    const result = await integrate(request);
    const { record } = request.call;
    if (record !== null && !('errorType' in result)) record.integrationStatus ??= result.status;
    return result;
  };

  return {
    api,
    async answer(call) {
      const paths = splitStage(call.path, call.domain);
      const choose = stages.get(paths.stage);
      if (choose === undefined || (api.disableExecuteApiEndpoint && call.domain === null))
        return forbidden(api);
      if (call.bodyTooLarge) return bodyTooLarge(api);
      const chosen = choose();
      const deployed = deployedAs(chosen.stage.deploymentId);
      const request = new RestRequest({ facts: deployed.facts, call, paths, ...chosen });
      const log = logs.get(paths.stage);
      if (log !== undefined) call.record = log.begin();
      const { observation } = call;
      if (observation !== null) {
        observation.stage = paths.stage;
        observation.requestId = request.requestId;
      }
      let outcome: Outcome;
      try {
        outcome = await outcomeOf(request, deployed);
      } catch (error) {
        surroundings.log(
          `${api.name} ${call.method} ${paths.path}: ${error instanceof Error ? error.message : error}`,
        );
        outcome = faults.configuration;
      }
      if (call.record !== null) log?.end(call.record, request, 'errorType' in outcome ? outcome : null);
      executions.get(paths.stage)?.(request, outcome);
      return 'errorType' in outcome
        ? faultAnswer(outcome, request, deployed)
        : resultAnswer(outcome, request);
    },
  };
}

function resultAnswer(result: IntegrationResult, request: RestRequest): Answer {
  const headers: HeaderLine[] = [
    ...result.headers,
    ['x-amzn-RequestId', request.requestId],
    ['x-amz-apigw-id', request.extendedRequestId],
  ];
  if (result.traced !== null) {
    const trace = result.traced === 'function' ? functionTrace(request.traceId) : request.traceId;
    headers.push(['X-Amzn-Trace-Id', trace]);
  }
  if (request.facts.api.endpointType === 'EDGE') headers.push(...edgeResponseHeaders(result.status >= 400));
  return { status: result.status, headers, body: result.body };
}

function faultAnswer(fault: Fault, request: RestRequest, { answerFault }: Deployed): Answer {
  const { status, headers, body } = answerFault(fault, request);
  return gatewayAnswer(request.facts.api, {
    status,
    headers: [...headers, ['x-amzn-ErrorType', fault.errorType]],
    body,
    ids: [request.requestId, request.extendedRequestId],
  });
}

interface GatewayAnswer {
  readonly status: number;
  readonly headers: readonly HeaderLine[];
  readonly body: string;
  readonly ids: readonly [requestId: string, extendedRequestId: string];
}

function gatewayAnswer(api: RestApi, { status, headers, body, ids }: GatewayAnswer): Answer {
  const all: HeaderLine[] = [...headers, ['x-amzn-RequestId', ids[0]], ['x-amz-apigw-id', ids[1]]];
  if (api.endpointType === 'EDGE') all.push(...edgeResponseHeaders(status >= 400));
  return { status, headers: all, body };
}

function forbidden(api: RestApi): Answer {
  const { status, errorType, body } = bareAnswers.forbidden;
  return gatewayAnswer(api, {
    status,
    headers: [
      ['Content-Type', 'application/json'],
      ['x-amzn-ErrorType', errorType],
    ],
    body,
    ids: [randomUUID(), extendedRequestId()],
  });
}

function bodyTooLarge(api: RestApi): Answer {
  const { status, text } = bareAnswers.bodyTooLarge;
  return gatewayAnswer(api, {
    status,
    headers: [['Content-Type', 'text/plain']],
    body: text,
    ids: [randomUUID(), extendedRequestId()],
  });
}
