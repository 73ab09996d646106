import type {
  GatewayResponse,
  GetRestApiCommandOutput,
  GetStageCommandOutput,
  Method,
  Resource,
} from '@aws-sdk/client-api-gateway';
import type { Target } from '../discovery/target.ts';
import type { Reading } from './deployment.ts';
import type { GatewayReads } from './gateway-reads.ts';
import { readingOf } from './reading.ts';

/**
 * What only a REST API has, as far as it is in use: what a gate needn't know, and a move does. It holds no template's
 * text and no certificate's id.
 */
export interface RestFeatures {
  readonly stage: Reading<RestStageFeatures>;
  /** Answers up to which size aren't compressed; `null` where none are. */
  readonly compressesFrom: Reading<number | null>;
  /** By method, what the API holds by now. */
  readonly methods: Reading<readonly MethodFeatures[]>;
  /** Types of gateway responses that somebody changed: `DEFAULT_4XX`. */
  readonly gatewayResponses: Reading<readonly string[]>;
}

export interface RestStageFeatures {
  /** Size of its cache, `0.5`; `null` without one. */
  readonly cacheGigabytes: string | null;
  /** It shows backends a certificate of API Gateway's. */
  readonly clientCertificate: boolean;
  readonly tracing: boolean;
  readonly executionLogs: boolean;
  readonly accessLogToFirehose: boolean;
}

export interface MethodFeatures {
  /** `GET /users/{id}`. */
  readonly key: string;
  /** A request validator checks what comes. */
  readonly validated: boolean;
  /** Mapping templates change the request, or the answer. */
  readonly mapsRequest: boolean;
  readonly mapsAnswer: boolean;
  /** The answer is streamed. */
  readonly streams: boolean;
}

/** Read-only calls; where `reads` have read the deployment before, mostly what they know already. It never rejects. */
export async function readRestFeatures(target: Target, reads: GatewayReads): Promise<RestFeatures | null> {
  const { apiType, apiId, stage } = target;
  if (apiType !== 'rest' || apiId === null || stage === null) return null;
  const [stageFeatures, compressesFrom, methods, gatewayResponses] = await Promise.all([
    readingOf(reads.restStage(apiId, stage).then(stageFeaturesOf)),
    readingOf(reads.restApi(apiId).then(compressionOf)),
    readingOf(reads.restResources(apiId).then(methodFeatures)),
    readingOf(reads.restGatewayResponses(apiId).then(changedResponses)),
  ]);
  return { stage: stageFeatures, compressesFrom, methods, gatewayResponses };
}

function stageFeaturesOf(stage: GetStageCommandOutput): RestStageFeatures {
  const settings = Object.values(stage.methodSettings ?? {});
  return {
    cacheGigabytes: stage.cacheClusterEnabled ? (stage.cacheClusterSize ?? '0.5') : null,
    clientCertificate: Boolean(stage.clientCertificateId),
    tracing: stage.tracingEnabled ?? false,
    executionLogs: settings.some(({ loggingLevel }) => /^(INFO|ERROR)$/.test(loggingLevel ?? '')),
    accessLogToFirehose: /:firehose:/.test(stage.accessLogSettings?.destinationArn ?? ''),
  };
}

function compressionOf({ minimumCompressionSize }: GetRestApiCommandOutput): number | null {
  return minimumCompressionSize ?? null;
}

function methodFeatures(resources: readonly Resource[]): MethodFeatures[] {
  return resources.flatMap(({ path = '', resourceMethods = {} }) =>
    Object.entries(resourceMethods).map(([method, described]) => featuresOf(`${method} ${path}`, described)),
  );
}

/** A proxy integration passes by templates, whatever is set. */
function featuresOf(key: string, { requestValidatorId, methodIntegration = {} }: Method): MethodFeatures {
  const {
    type = '',
    requestTemplates = {},
    integrationResponses = {},
    responseTransferMode,
  } = methodIntegration;
  const proxy = type.endsWith('_PROXY');
  const answers = Object.values(integrationResponses);
  return {
    key,
    validated: Boolean(requestValidatorId),
    mapsRequest: !proxy && Object.values(requestTemplates).some((template) => template !== ''),
    mapsAnswer:
      !proxy && answers.some(({ responseTemplates = {} }) => Object.values(responseTemplates).some(Boolean)),
    streams: responseTransferMode === 'STREAM',
  };
}

function changedResponses(responses: readonly GatewayResponse[]): string[] {
  return responses.flatMap(({ responseType, defaultResponse }) =>
    defaultResponse === true || responseType === undefined ? [] : [responseType],
  );
}
