import type { APIGatewayClient } from '@aws-sdk/client-api-gateway';
import type { ApiGatewayV2Client, RoutingRule as ToldRule } from '@aws-sdk/client-apigatewayv2';
import type { EndpointWatch } from '../aws/endpoint-watch.ts';
import { caller, type GatewayClients } from '../aws/gateway-clients.ts';
import { allPages } from '../aws/v2-pages.ts';
import type { ApiMapping, CustomDomain, Routing, RoutingRule } from './custom-domain.ts';
import type { EndpointType } from './target.ts';

/** The calls that tell where custom domains lead. Each fails with a `UsageError`, whose `cause` is the SDK's own error. */
export interface DomainCalls {
  domain(name: string): Promise<Pick<CustomDomain, 'endpointType' | 'routing'>>;
  /** Of the account, in this region. */
  domainNames(): Promise<string[]>;
  apiMappings(domainName: string): Promise<ApiMapping[]>;
  /** As the older API has them, which knows no keys of several segments. */
  basePathMappings(domainName: string): Promise<ApiMapping[]>;
  /** By priority. */
  routingRules(domainName: string): Promise<RoutingRule[]>;
}

export function domainCalls(
  { rest, v2 }: Pick<GatewayClients, 'rest' | 'v2'>,
  endpoint: EndpointWatch,
  signal?: AbortSignal,
): DomainCalls {
  const call = caller('API Gateway', endpoint, signal);
  return { ...v2DomainCalls(v2.client, v2.sdk, call), ...restDomainCalls(rest.client, rest.sdk, call) };
}

type Caller = ReturnType<typeof caller>;

function v2DomainCalls(
  client: ApiGatewayV2Client,
  sdk: GatewayClients['v2']['sdk'],
  call: Caller,
): Omit<DomainCalls, 'basePathMappings'> {
  return {
    domain: (DomainName) =>
      call('GetDomainName', async (abortSignal) => {
        const { RoutingMode, DomainNameConfigurations = [] } = await client.send(
          new sdk.GetDomainNameCommand({ DomainName }),
          { abortSignal },
        );
        return {
          routing: routingOf(RoutingMode),
          endpointType: endpointTypeOf(DomainNameConfigurations[0]?.EndpointType),
        };
      }),
    domainNames: () =>
      call('GetDomainNames', async (abortSignal) => {
        const names = await allPages((next) =>
          client.send(new sdk.GetDomainNamesCommand(next), { abortSignal }),
        );
        return names.flatMap(({ DomainName }) => DomainName?.toLowerCase() ?? []);
      }),
    apiMappings: (DomainName) =>
      call('GetApiMappings', async (abortSignal) => {
        const mappings = await allPages((next) =>
          client.send(new sdk.GetApiMappingsCommand({ DomainName, ...next }), { abortSignal }),
        );
        return mappings.map(({ ApiMappingId = null, ApiMappingKey, ApiId = '', Stage }) => ({
          id: ApiMappingId,
          key: keyOf(ApiMappingKey),
          apiId: ApiId,
          stage: stageOf(Stage),
        }));
      }),
    routingRules: (DomainName) =>
      call('ListRoutingRules', async (abortSignal) => {
        const rules: ToldRule[] = [];
        for await (const page of sdk.paginateListRoutingRules({ client }, { DomainName }, { abortSignal })) {
          rules.push(...(page.RoutingRules ?? []));
        }
        return rules.flatMap(ruleOf).sort((one, other) => one.priority - other.priority);
      }),
  };
}

function restDomainCalls(
  client: APIGatewayClient,
  sdk: GatewayClients['rest']['sdk'],
  call: Caller,
): Pick<DomainCalls, 'basePathMappings'> {
  return {
    basePathMappings: (domainName) =>
      call('GetBasePathMappings', async (abortSignal) => {
        const mappings: ApiMapping[] = [];
        const pages = sdk.paginateGetBasePathMappings({ client }, { domainName }, { abortSignal });
        for await (const { items = [] } of pages) {
          for (const { basePath, restApiId = '', stage } of items)
            mappings.push({ id: null, key: keyOf(basePath), apiId: restApiId, stage: stageOf(stage) });
        }
        return mappings;
      }),
  };
}

function ruleOf({ Priority = 0, Conditions = [], Actions = [] }: ToldRule): RoutingRule[] {
  const { ApiId, Stage, StripBasePath = false } = Actions[0]?.InvokeApi ?? {};
  if (ApiId === undefined || Stage === undefined) return [];
  const paths = Conditions.flatMap(({ MatchBasePaths }) => MatchBasePaths?.AnyOf ?? []);
  const headers = Conditions.flatMap(({ MatchHeaders }) =>
    MatchHeaders?.AnyOf === undefined
      ? []
      : [MatchHeaders.AnyOf.map(({ Header, ValueGlob }) => `${Header}: ${ValueGlob}`).join(' or ')],
  );
  const basePaths = Conditions.some(({ MatchBasePaths }) => MatchBasePaths !== undefined) ? paths : null;
  return [
    { priority: Priority, basePaths, headers, apiId: ApiId, stage: Stage, stripBasePath: StripBasePath },
  ];
}

/** The older API names two of the modes otherwise. */
function routingOf(mode: string | undefined): Routing {
  if (mode === 'ROUTING_RULE_ONLY') return 'rules';
  return mode?.startsWith('ROUTING_RULE_THEN_') ? 'rules, then mappings' : 'mappings';
}

function endpointTypeOf(told: string | undefined): EndpointType | null {
  return (['EDGE', 'REGIONAL', 'PRIVATE'] as const).find((type) => type === told) ?? null;
}

/** The root is `(none)` in the older API, and left out in the newer one. */
function keyOf(told: string | undefined): string {
  return told === undefined || told === '(none)' ? '' : told.replace(/^\/+|\/+$/g, '');
}

function stageOf(told: string | undefined): string | null {
  return told === undefined || told === '' || told === '(none)' ? null : told;
}
