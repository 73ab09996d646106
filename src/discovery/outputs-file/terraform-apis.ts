import type { ApiType } from '../../contract/contract.ts';
import { parseInvokeUrl } from '../invoke-url.ts';
import type { EndpointType } from '../target.ts';
import { listIn, textIn } from './json-values.ts';
import type { TerraformResource } from './terraform-state.ts';

/** One stage of an API that a state holds: its type is the resource's. */
export interface TerraformStage {
  readonly apiType: ApiType;
  readonly apiId: string;
  readonly stage: string;
  readonly invokeUrl: string;
  readonly region: string | null;
  readonly endpointType: EndpointType | null;
  /** The API's own name; `null` where another state holds it. */
  readonly apiName: string | null;
  /** Of the API, else of the stage: `module.orders.aws_api_gateway_rest_api.this`. */
  readonly address: string;
  /** Where its default endpoint is switched off and no mapping of this state leads to the stage. */
  readonly closed: boolean;
}

export interface TerraformApis {
  readonly stages: readonly TerraformStage[];
  /** Names of WebSocket APIs, which are no targets. */
  readonly webSockets: readonly string[];
}

/** What a state tells of APIs, by the resource types of the AWS provider: https://registry.terraform.io/providers/hashicorp/aws/latest/docs */
export function apisIn(resources: readonly TerraformResource[]): TerraformApis {
  const apis = resources.flatMap(apiOf);
  const isWebSocket = (id: string) => apis.some((api) => api.id === id && api.apiType === null);
  const rest = stagesOf(resources, {
    type: 'aws_api_gateway_stage',
    api: 'rest_api_id',
    stage: 'stage_name',
  });
  // Before there were stage resources, a deployment made the stage.
  const older = stagesOf(resources, {
    type: 'aws_api_gateway_deployment',
    api: 'rest_api_id',
    stage: 'stage_name',
  }).filter((one) => !rest.some((other) => other.apiId === one.apiId && other.stage === one.stage));
  const http = stagesOf(resources, { type: 'aws_apigatewayv2_stage', api: 'api_id', stage: 'name' });
  // An API with a `target` makes its `$default` stage by itself.
  const quick = apis.flatMap(({ apiType, id, endpoint, address }) =>
    apiType !== 'http' || endpoint === null || http.some(({ apiId }) => apiId === id)
      ? []
      : [{ apiId: id, stage: '$default', invokeUrl: endpoint, address }],
  );
  const mappings = resources.flatMap(mappingOf);
  const known = { apis, mappings };
  return {
    stages: [
      ...[...rest, ...older].map((stage) => described('rest', stage, known)),
      ...[...http, ...quick]
        .filter(({ apiId }) => !isWebSocket(apiId))
        .map((stage) => described('http', stage, known)),
    ],
    webSockets: apis.flatMap(({ apiType, name, id }) => (apiType === null ? [name ?? id] : [])),
  };
}

interface Api {
  /** `null`: a WebSocket API. */
  readonly apiType: ApiType | null;
  readonly id: string;
  readonly name: string | null;
  readonly endpoint: string | null;
  readonly endpointType: EndpointType | null;
  readonly closed: boolean;
  readonly address: string;
}

function apiOf({ type, attributes, address }: TerraformResource): Api[] {
  const id = textIn(attributes, 'id');
  if (id === null) return [];
  const told = {
    id,
    name: textIn(attributes, 'name'),
    closed: attributes.disable_execute_api_endpoint === true,
    address,
  };
  if (type === 'aws_api_gateway_rest_api') {
    const [configuration] = listIn(attributes, 'endpoint_configuration');
    const types = configuration?.types;
    const [first]: readonly unknown[] = Array.isArray(types) ? types : [];
    const endpointType = (['EDGE', 'REGIONAL', 'PRIVATE'] as const).find((each) => each === first) ?? null;
    return [{ ...told, apiType: 'rest', endpoint: null, endpointType }];
  }
  if (type === 'aws_apigatewayv2_api') {
    const apiType = textIn(attributes, 'protocol_type') === 'WEBSOCKET' ? null : 'http';
    return [{ ...told, apiType, endpoint: textIn(attributes, 'api_endpoint'), endpointType: 'REGIONAL' }];
  }
  return [];
}

interface Stage {
  readonly apiId: string;
  readonly stage: string;
  readonly invokeUrl: string;
  readonly address: string;
}

function stagesOf(
  resources: readonly TerraformResource[],
  names: { readonly type: string; readonly api: string; readonly stage: string },
): Stage[] {
  return resources.flatMap(({ type, attributes, address }) => {
    const apiId = textIn(attributes, names.api);
    const stage = textIn(attributes, names.stage);
    const invokeUrl = textIn(attributes, 'invoke_url');
    return type === names.type && apiId !== null && stage !== null && invokeUrl !== null
      ? [{ apiId, stage, invokeUrl, address }]
      : [];
  });
}

interface Mapping {
  readonly apiId: string;
  readonly stage: string;
  readonly domainName: string;
  readonly basePath: string;
}

function mappingOf({ type, attributes }: TerraformResource): Mapping[] {
  const names = {
    aws_api_gateway_base_path_mapping: { stage: 'stage_name', basePath: 'base_path' },
    aws_apigatewayv2_api_mapping: { stage: 'stage', basePath: 'api_mapping_key' },
  } as const;
  const own = Object.entries(names).find(([each]) => each === type)?.[1];
  const apiId = textIn(attributes, 'api_id');
  const domainName = textIn(attributes, 'domain_name');
  const stage = own === undefined ? null : textIn(attributes, own.stage);
  return own === undefined || apiId === null || domainName === null || stage === null
    ? []
    : [{ apiId, stage, domainName, basePath: textIn(attributes, own.basePath) ?? '' }];
}

function described(
  apiType: ApiType,
  { apiId, stage, invokeUrl, address }: Stage,
  { apis, mappings }: { readonly apis: readonly Api[]; readonly mappings: readonly Mapping[] },
): TerraformStage {
  const api = apis.find(({ id }) => id === apiId);
  const through = mappings.find((mapping) => mapping.apiId === apiId && mapping.stage === stage);
  const plain = invokeUrl.replace(/\/+$/, '');
  const closed = api?.closed ?? false;
  return {
    apiType,
    apiId,
    stage,
    invokeUrl: closed && through !== undefined ? mappedUrl(through) : plain,
    region: parseInvokeUrl(plain)?.region ?? null,
    endpointType: api?.endpointType ?? (apiType === 'http' ? 'REGIONAL' : null),
    apiName: api?.name ?? null,
    address: api?.address ?? address,
    closed: closed && through === undefined,
  };
}

function mappedUrl({ domainName, basePath }: Mapping): string {
  const key = basePath === '(none)' ? '' : basePath.replace(/^\/+|\/+$/g, '');
  return `https://${domainName}${key === '' ? '' : `/${key}`}`;
}
