import { unlessGone, whereAllowed } from '../aws/where-allowed.ts';
import type { ApiType } from '../contract/contract.ts';
import type { Aws } from './aws.ts';
import type { StackReading } from './read-stack.ts';
import type { EndpointType } from './target.ts';

/** A REST or HTTP API that a stack holds, or that one of its outputs names. */
export interface StackApi {
  readonly apiType: ApiType;
  readonly apiId: string;
  /** Its name in the stack's template; `null` where another stack holds it. */
  readonly logicalId: string | null;
  readonly endpointType: EndpointType | null;
  /** `ApiEndpoint`, which only HTTP APIs have. */
  readonly endpoint: string | null;
  readonly defaultEndpointOff: boolean;
}

export interface FoundApis {
  readonly apis: readonly StackApi[];
  /** Ids of WebSocket APIs, which are no targets. */
  readonly webSockets: readonly string[];
  /** Ids that API Gateway doesn't know, or doesn't tell of. */
  readonly unknown: readonly string[];
}

type Answer = StackApi | 'websocket' | 'unknown';

/**
 * The APIs among the stack's resources, and those with other ids that its outputs name: the resource's type
 * tells the API type, else API Gateway does.
 */
export async function findApis(
  aws: Aws,
  { resources }: StackReading,
  namedIds: readonly string[],
): Promise<FoundApis> {
  const own = (resources ?? []).filter(
    ({ type }) => type === 'AWS::ApiGateway::RestApi' || type === 'AWS::ApiGatewayV2::Api',
  );
  const ownIds = own.map(({ physicalId }) => physicalId);
  const foreign = namedIds.filter((id) => !ownIds.includes(id));
  const ids = [...ownIds, ...foreign];
  const answers = await Promise.all([
    ...own.map(({ type, physicalId, logicalId }) =>
      type === 'AWS::ApiGateway::RestApi'
        ? restApi(aws, physicalId, logicalId)
        : v2Api(aws, { apiId: physicalId, logicalId, servesHttp: namedIds.includes(physicalId) }),
    ),
    ...foreign.map((id) => apiOfAnyType(aws, id)),
  ]);
  const idsOf = (kind: Answer) => ids.filter((_, index) => answers[index] === kind);
  return {
    apis: answers.filter((answer): answer is StackApi => typeof answer !== 'string'),
    webSockets: idsOf('websocket'),
    unknown: idsOf('unknown'),
  };
}

async function restApi(aws: Aws, apiId: string, logicalId: string): Promise<Answer> {
  return restAnswer(await unlessGone(whereAllowed(aws.restApi(apiId))), apiId, logicalId);
}

interface V2Api {
  readonly apiId: string;
  readonly logicalId: string;
  /** Whether an output with an http URL names it, which is then the next best to API Gateway's own word. */
  readonly servesHttp: boolean;
}

async function v2Api(aws: Aws, { apiId, logicalId, servesHttp }: V2Api): Promise<Answer> {
  const asked = aws.v2Api(apiId);
  return v2Answer(await unlessGone(servesHttp ? whereAllowed(asked) : asked), apiId, logicalId);
}

/** An id that is not the stack's own may be either; neither may be known, or allowed to be asked for. */
async function apiOfAnyType(aws: Aws, apiId: string): Promise<Answer> {
  const rest = await unlessGone(whereAllowed(aws.restApi(apiId)));
  if (rest !== null && rest !== 'gone') return restAnswer(rest, apiId, null);
  const v2 = await unlessGone(whereAllowed(aws.v2Api(apiId)));
  return v2 === null ? 'unknown' : v2Answer(v2, apiId, null);
}

type Told<T> = T | null | 'gone';

function restAnswer(told: Told<RestTold>, apiId: string, logicalId: string | null): Answer {
  if (told === 'gone') return 'unknown';
  return {
    apiType: 'rest',
    apiId,
    logicalId,
    endpointType: endpointTypes.find((type) => type === told?.endpointTypes[0]) ?? null,
    endpoint: null,
    defaultEndpointOff: told?.defaultEndpointOff ?? false,
  };
}

function v2Answer(told: Told<V2Told>, apiId: string, logicalId: string | null): Answer {
  if (told === 'gone') return 'unknown';
  if (told?.protocol === 'WEBSOCKET') return 'websocket';
  return {
    apiType: 'http',
    apiId,
    logicalId,
    endpointType: 'REGIONAL',
    endpoint: told?.endpoint ?? null,
    defaultEndpointOff: told?.defaultEndpointOff ?? false,
  };
}

type RestTold = Awaited<ReturnType<Aws['restApi']>>;
type V2Told = Awaited<ReturnType<Aws['v2Api']>>;

const endpointTypes: readonly EndpointType[] = ['EDGE', 'REGIONAL', 'PRIVATE'];
