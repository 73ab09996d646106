import type { Surroundings } from '../call.ts';
import { headerOf } from '../call.ts';
import { asyncPayloadLimitBytes, payloadLimitBytes } from '../function/start.ts';
import { functionArnFor } from '../function-arn.ts';
import type { LambdaIntegration, RestMethod } from '../model.ts';
import { relayInvocation } from '../truth/relay.ts';
import { withinTime } from '../within-time.ts';
import { type Fault, faults, unreadablePayload } from './errors.ts';
import type { Integration } from './integrate.ts';
import { compileIntegrationRequest, type IntegrationRequest } from './integration-request.ts';
import { type BackendAnswer, compileIntegrationResponses } from './integration-response.ts';

/**
 * An AWS integration with a function: what the templates make of a request is its event, and what the
 * integration responses make of its result the answer (AWS documentation, "Set up Lambda custom integrations").
 */
export function compileLambda(
  integration: LambdaIntegration,
  method: RestMethod,
  surroundings: Surroundings,
): Integration {
  if (integration.httpMethod !== 'POST') return () => faults.configuration;
  const toBackend = compileIntegrationRequest('AWS', integration);
  const respond = compileIntegrationResponses(integration.responses, method);
  const invoke = compileInvocation(integration, surroundings);
  return async (request) => {
    const arn = functionArnFor(integration.function, request.stage);
    if (arn === null) {
      surroundings.log(
        `${method.httpMethod} ${request.paths.path}: API Gateway has no permission to invoke ${integration.function.arn}`,
      );
      return faults.integrationFailure;
    }
    const sent = toBackend(request);
    if ('errorType' in sent) return sent;
    const answer = await invoke(arn, sent);
    if ('errorType' in answer) return answer;
    const result = respond(answer, sent.scope);
    return 'errorType' in result ? result : { ...result, traced: 'function' };
  };
}

type LambdaCall = (arn: string, request: IntegrationRequest) => Promise<BackendAnswer | Fault>;

function compileInvocation(integration: LambdaIntegration, { invoke, log }: Surroundings): LambdaCall {
  return async (arn, request) => {
    const payload = request.body.length === 0 ? '{}' : request.body.toString();
    const mistake = jsonMistake(payload);
    if (mistake !== null) return unreadablePayload(mistake);
    // Events travel one a line; within JSON, line breaks only part what is written.
    const event = payload.replace(/[\r\n]+/g, ' ');
    const kind = invocationType(request);
    const limit = kind === 'RequestResponse' ? payloadLimitBytes : asyncPayloadLimitBytes;
    if (Buffer.byteLength(event) > limit) return faults.requestTooLarge;
    if (kind === 'DryRun') return { selector: '204', headers: [], body: '' };
    if (kind === 'Event') {
      void invoke(arn, event).then((outcome) => {
        if (!outcome.ok) log(`${arn}: ${outcome.error.errorType}: ${outcome.error.errorMessage}`);
      });
      return { selector: '202', headers: [], body: '' };
    }
    const outcome = await withinTime(
      relayInvocation(request.scope.request.call, () => invoke(arn, event)),
      integration.timeoutMs,
    );
    if (outcome === null) return faults.integrationTimeout;
    if (outcome.ok) return { selector: '200', headers: jsonHeaders, body: outcome.payload };
    log(`${arn}: ${outcome.error.errorType}: ${outcome.error.errorMessage}`);
    if (outcome.kind === 'no-such-function') return faults.integrationFailure;
    const body = JSON.stringify(outcome.error);
    return { selector: outcome.error.errorMessage || '200', headers: jsonHeaders, body };
  };
}

const jsonHeaders = [['Content-Type', 'application/json']] as const;

/** `X-Amz-Invocation-Type` is the header of Lambda's API; `InvocationType` that of its first version. */
function invocationType({ headers }: IntegrationRequest): 'RequestResponse' | 'Event' | 'DryRun' {
  const given = headerOf(headers, 'x-amz-invocation-type') ?? headerOf(headers, 'invocationtype');
  return given === 'Event' || given === 'DryRun' ? given : 'RequestResponse';
}

function jsonMistake(text: string): string | null {
  try {
    JSON.parse(text);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
