import { type Answer, type Call, headerOf, type ServedApi, type Surroundings } from '../call.ts';
import type { HttpApi, HttpRoute } from '../model.ts';
import { extendedRequestId } from '../request-ids.ts';
import { createCors } from './cors.ts';
import { type Fault, faults } from './errors.ts';
import { compileIntegration, type Integration, unsupported } from './integrate.ts';
import { type ApiFacts, HttpRequest } from './request.ts';
import type { IntegrationResult } from './respond.ts';
import { createRouter, splitStage } from './route.ts';

interface CompiledRoute {
  readonly routeKey: string;
  readonly authorize: Gate;
  readonly integrate: Integration;
}

type Outcome = IntegrationResult | Fault;
/** Refuses a request before its integration, or lets it pass with `null`. */
type Gate = (request: HttpRequest) => Outcome | null;

/** An HTTP API, compiled: preflight → route → authorizer → integration → CORS and gateway headers. */
export function serveHttp(api: HttpApi, surroundings: Surroundings): ServedApi {
  const facts: ApiFacts = {
    api,
    accountId: surroundings.accountId,
    domainName: `${api.id}.execute-api.${surroundings.region}.amazonaws.com`,
  };
  const route = createRouter(
    api,
    (definition): CompiledRoute => ({
      routeKey: definition.routeKey,
      authorize: compileGate(definition),
      integrate: compileIntegration(definition, surroundings),
    }),
  );
  const stages = new Map(api.stages.map((stage) => [stage.name, stage]));
  const cors = createCors(api.cors);

  const outcomeOf = async (request: HttpRequest): Promise<Outcome> => {
    const match = route(request.call.method, request.paths.path);
    if (match === null) return faults.notFound;
    const { routeKey, authorize, integrate } = match.route;
    request.destination = { routeKey, pathParameters: match.pathParameters };
    return authorize(request) ?? (await integrate(request));
  };

  return {
    api,
    async answer(call) {
      const paths = splitStage(stages, call.path);
      if (paths === null || api.disableExecuteApiEndpoint)
        return faultAnswer(faults.notFound, extendedRequestId());
      const preflight = cors.preflight(call);
      if (preflight !== null) {
        return { status: 204, headers: [...preflight, ['apigw-requestid', extendedRequestId()]], body: '' };
      }
      const request = new HttpRequest({ facts, call, paths });
      let outcome: Outcome;
      try {
        outcome = call.bodyTooLarge ? faults.bodyTooLarge : await outcomeOf(request);
      } catch (error) {
        surroundings.log(
          `${api.name} ${call.method} ${paths.path}: ${error instanceof Error ? error.message : error}`,
        );
        outcome = faults.internal;
      }
      const answer =
        'message' in outcome ? faultAnswer(outcome, request.requestId) : outcomeAnswer(outcome, request);
      return { ...answer, headers: cors.replace(answer.headers, call) };
    },
  };
}

/** What can be said of a caller without authorizers, which the gateway doesn't emulate yet. */
function compileGate({ authorizationType }: HttpRoute): Gate {
  const anonymous = (call: Call): boolean => headerOf(call.headers, 'authorization') === undefined;
  switch (authorizationType) {
    case 'NONE':
      return () => null;
    case 'JWT':
      return ({ call }) => (anonymous(call) ? faults.tokenMissing : unsupported('JSON Web Tokens'));
    case 'AWS_IAM':
      return ({ call }) => (anonymous(call) ? faults.forbidden : unsupported('requests signed for AWS_IAM'));
    default:
      return () => unsupported(`authorization by ${authorizationType}`);
  }
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
