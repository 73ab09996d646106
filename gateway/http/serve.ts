import { openStageLogs } from '../access-log/stage-logs.ts';
import type { Answer, ServedApi, Surroundings } from '../call.ts';
import { executionArn } from '../execution-arn.ts';
import type { HttpApi } from '../model.ts';
import { extendedRequestId } from '../request-ids.ts';
import { httpLogVariable } from './access-log.ts';
import { createCors } from './cors.ts';
import { compileDeployments } from './deployed.ts';
import { type Fault, faults, orderedFault } from './errors.ts';
import { type ApiFacts, HttpRequest } from './request.ts';
import type { IntegrationResult } from './respond.ts';
import { isUnreadable, splitStage } from './route.ts';

type Outcome = IntegrationResult | Fault;

/** What answers a preflight, beside the CORS headers. */
const preflightAnswer: IntegrationResult = { status: 204, headers: [], body: '' };

/** An HTTP API, compiled: route → preflight → who may call and how often → integration → CORS and gateway headers. */
export function serveHttp(api: HttpApi, surroundings: Surroundings): ServedApi {
  const facts: ApiFacts = {
    api,
    accountId: surroundings.accountId,
    domainName: `${api.id}.execute-api.${surroundings.region}.amazonaws.com`,
    executionArn: executionArn(api.id, surroundings),
  };
  const deployedFor = compileDeployments(api, surroundings);
  const stages = new Map(api.stages.map((stage) => [stage.name, stage]));
  const cors = createCors(api.cors);

  const logs = openStageLogs(api.stages, surroundings.openAccessLog, httpLogVariable);

  const outcomeOf = async (request: HttpRequest): Promise<Outcome> => {
    if (isUnreadable(request.paths)) return faults.unreadablePath;
    const match = deployedFor(request.paths.stage)(request.call.method, request.paths.routedPath);
    const preflight = cors.isPreflight(request.call);
    if (preflight && match?.route.guarded !== true) return preflightAnswer;
    if (match === null) return faults.notFound;
    const { routeKey, admit, integrate } = match.route;
    request.destination = { routeKey, pathParameters: match.pathParameters };
    const { observation } = request.call;
    const failure = observation === null ? null : await observation.enter(routeKey);
    if (failure !== null) return orderedFault(failure);
    const refusal = admit === null ? null : await admit(request);
    if (refusal !== null) return refusal;
    return preflight ? preflightAnswer : integrate(request);
  };

  return {
    api,
    async answer(call) {
      const paths = splitStage(stages, call.path, call.domain);
      if (paths === null || (api.disableExecuteApiEndpoint && call.domain === null))
        return faultAnswer(faults.notFound, extendedRequestId());
      const request = new HttpRequest({ facts, call, paths });
      const log = logs.get(paths.stage.name);
      if (log !== undefined) call.record = log.begin();
      const { observation } = call;
      if (observation !== null) {
        observation.stage = paths.stage.name;
        observation.requestId = request.requestId;
      }
      let outcome: Outcome;
      try {
        outcome = call.bodyTooLarge ? faults.bodyTooLarge : await outcomeOf(request);
      } catch (error) {
        surroundings.log(
          `${api.name} ${call.method} ${paths.path}: ${error instanceof Error ? error.message : error}`,
        );
        outcome = faults.internal;
      }
      if (call.record !== null) log?.end(call.record, request, 'message' in outcome ? outcome : null);
      const answer =
        'message' in outcome ? faultAnswer(outcome, request.requestId) : outcomeAnswer(outcome, request);
      return { ...answer, headers: cors.replace(answer.headers, call) };
    },
  };
}

function outcomeAnswer(result: IntegrationResult, request: HttpRequest): Answer {
  return { ...result, headers: [...result.headers, ['apigw-requestid', request.requestId]] };
}

function faultAnswer(fault: Fault, requestId: string): Answer {
  return {
    status: fault.status,
    headers: [['Content-Type', 'application/json'], ...fault.headers, ['apigw-requestid', requestId]],
    body: JSON.stringify({ message: fault.message }),
  };
}
