import type {
  GatewayResponse,
  GetDeploymentCommandOutput,
  GetRestApiCommandOutput,
  GetStageCommandOutput,
  Resource,
  UsagePlan,
} from '@aws-sdk/client-api-gateway';
import type {
  ApiMapping,
  DomainName,
  GetApiCommandOutput,
  Integration,
  Route,
  Authorizer as V2Authorizer,
  GetDeploymentCommandOutput as V2Deployment,
  GetStageCommandOutput as V2Stage,
} from '@aws-sdk/client-apigatewayv2';
import type { AwsOptions } from '../aws/aws-options.ts';
import { caller, type GatewayClients, openGatewayClients } from '../aws/gateway-clients.ts';
import { textOfAnswer } from '../aws/text-of-answer.ts';
import type { Json } from '../contract/json.ts';
import { UsageError } from '../errors/usage-error.ts';
import { jwtConfigurationsIn } from './jwt-configuration.ts';
import type { ListedAuthorizer } from './rest-deployment.ts';

/** The read-only calls that tell what is deployed. Each fails with a `UsageError`, and ends within seconds. */
export interface GatewayReads {
  restApi(restApiId: string): Promise<GetRestApiCommandOutput>;
  restStage(restApiId: string, stageName: string): Promise<GetStageCommandOutput>;
  /** With the routes and authorizations of its snapshot. */
  restDeployment(restApiId: string, deploymentId: string): Promise<GetDeploymentCommandOutput>;
  /** What the stage serves, in OpenAPI 3.0. */
  restExport(restApiId: string, stageName: string): Promise<Json>;
  restResources(restApiId: string): Promise<Resource[]>;
  restAuthorizers(restApiId: string): Promise<ListedAuthorizer[]>;
  /** Of every type; `defaultResponse` tells those that nobody changed. */
  restGatewayResponses(restApiId: string): Promise<GatewayResponse[]>;
  usagePlans(): Promise<UsagePlan[]>;
  httpApi(ApiId: string): Promise<GetApiCommandOutput>;
  httpStage(ApiId: string, StageName: string): Promise<V2Stage>;
  httpDeployment(ApiId: string, DeploymentId: string): Promise<V2Deployment>;
  httpExport(ApiId: string, StageName: string): Promise<Json>;
  httpRoutes(ApiId: string): Promise<Route[]>;
  httpIntegrations(ApiId: string): Promise<Integration[]>;
  httpAuthorizers(ApiId: string): Promise<V2Authorizer[]>;
  /** Of the whole account in this region, for APIs of both types. */
  domains(): Promise<MappedDomain[]>;
}

/** A custom domain with the stages that it leads to. */
export interface MappedDomain {
  readonly domain: DomainName;
  readonly mappings: readonly ApiMapping[];
}

/** @throws UsageError as `openGatewayClients` does. Aborting the signal ends every call under way. */
export async function openGatewayReads(options: AwsOptions, signal?: AbortSignal): Promise<GatewayReads> {
  const clients = await openGatewayClients(options);
  return memoized({
    ...restReads(clients, signal),
    ...httpReads(clients, signal),
    ...domainReads(clients, signal),
  });
}

type RestReads = Pick<GatewayReads, Extract<keyof GatewayReads, `rest${string}`> | 'usagePlans'>;
type HttpReads = Pick<GatewayReads, Extract<keyof GatewayReads, `http${string}`>>;

function restReads({ rest: { client, sdk }, endpoint }: GatewayClients, signal?: AbortSignal): RestReads {
  const call = caller('API Gateway', endpoint, signal);
  return {
    restApi: (restApiId) =>
      call('GetRestApi', (abortSignal) =>
        client.send(new sdk.GetRestApiCommand({ restApiId }), { abortSignal }),
      ),
    restStage: (restApiId, stageName) =>
      call('GetStage', (abortSignal) =>
        client.send(new sdk.GetStageCommand({ restApiId, stageName }), { abortSignal }),
      ),
    restDeployment: (restApiId, deploymentId) =>
      call('GetDeployment', (abortSignal) => {
        const command = new sdk.GetDeploymentCommand({ restApiId, deploymentId, embed: ['apisummary'] });
        return client.send(command, { abortSignal });
      }),
    restExport: (restApiId, stageName) =>
      call('GetExport', async (abortSignal) => {
        const command = new sdk.GetExportCommand({
          restApiId,
          stageName,
          exportType: 'oas30',
          parameters: { extensions: 'apigateway' },
          accepts: 'application/json',
        });
        return documentIn((await client.send(command, { abortSignal })).body);
      }),
    restResources: (restApiId) =>
      call('GetResources', (abortSignal) =>
        collected('resources', async (position) => {
          const page = { restApiId, embed: ['methods'], limit: 500, position };
          const answer = await client.send(new sdk.GetResourcesCommand(page), { abortSignal });
          return { items: answer.items, next: answer.position };
        }),
      ),
    restAuthorizers: (restApiId) =>
      call('GetAuthorizers', (abortSignal) =>
        collected('authorizers', async (position) => {
          const page = { restApiId, limit: 500, position };
          const command = new sdk.GetAuthorizersCommand(page);
          const text = textOfAnswer(command.middlewareStack);
          const answer = await client.send(command, { abortSignal });
          const configurations = jwtConfigurationsIn(text());
          const items = answer.items?.map((one) => ({
            ...one,
            jwtConfiguration: configurations[one.id ?? ''],
          }));
          return { items, next: answer.position };
        }),
      ),
    restGatewayResponses: (restApiId) =>
      call('GetGatewayResponses', (abortSignal) =>
        collected('gateway responses', async (position) => {
          const page = { restApiId, limit: 500, position };
          const answer = await client.send(new sdk.GetGatewayResponsesCommand(page), { abortSignal });
          return { items: answer.items, next: answer.position };
        }),
      ),
    usagePlans: () =>
      call('GetUsagePlans', (abortSignal) =>
        collected('usage plans', async (position) => {
          const answer = await client.send(new sdk.GetUsagePlansCommand({ limit: 500, position }), {
            abortSignal,
          });
          return { items: answer.items, next: answer.position };
        }),
      ),
  };
}

function httpReads({ v2: { client, sdk }, endpoint }: GatewayClients, signal?: AbortSignal): HttpReads {
  const call = caller('API Gateway', endpoint, signal);
  const most = { MaxResults: '100' };
  return {
    httpApi: (ApiId) =>
      call('GetApi', (abortSignal) => client.send(new sdk.GetApiCommand({ ApiId }), { abortSignal })),
    httpStage: (ApiId, StageName) =>
      call('GetStage', (abortSignal) =>
        client.send(new sdk.GetStageCommand({ ApiId, StageName }), { abortSignal }),
      ),
    httpDeployment: (ApiId, DeploymentId) =>
      call('GetDeployment', (abortSignal) =>
        client.send(new sdk.GetDeploymentCommand({ ApiId, DeploymentId }), { abortSignal }),
      ),
    httpExport: (ApiId, StageName) =>
      call('ExportApi', async (abortSignal) => {
        const command = new sdk.ExportApiCommand({
          ApiId,
          StageName,
          OutputType: 'JSON',
          Specification: 'OAS30',
        });
        return documentIn((await client.send(command, { abortSignal })).body);
      }),
    httpRoutes: (ApiId) =>
      call('GetRoutes', (abortSignal) =>
        collected('routes', async (NextToken) => {
          const command = new sdk.GetRoutesCommand({ ApiId, NextToken, ...most });
          const answer = await client.send(command, { abortSignal });
          return { items: answer.Items, next: answer.NextToken };
        }),
      ),
    httpIntegrations: (ApiId) =>
      call('GetIntegrations', (abortSignal) =>
        collected('integrations', async (NextToken) => {
          const command = new sdk.GetIntegrationsCommand({ ApiId, NextToken, ...most });
          const answer = await client.send(command, { abortSignal });
          return { items: answer.Items, next: answer.NextToken };
        }),
      ),
    httpAuthorizers: (ApiId) =>
      call('GetAuthorizers', (abortSignal) =>
        collected('authorizers', async (NextToken) => {
          const command = new sdk.GetAuthorizersCommand({ ApiId, NextToken, ...most });
          const answer = await client.send(command, { abortSignal });
          return { items: answer.Items, next: answer.NextToken };
        }),
      ),
  };
}

/** Each domain takes a call of its own, so that an account with many isn't looked through. */
const mostDomains = 20;

function domainReads(
  { v2: { client, sdk }, endpoint }: GatewayClients,
  signal?: AbortSignal,
): Pick<GatewayReads, 'domains'> {
  const call = caller('API Gateway', endpoint, signal);
  const mappingsOf = (DomainName: string) =>
    call('GetApiMappings', (abortSignal) =>
      client.send(new sdk.GetApiMappingsCommand({ DomainName }), { abortSignal }),
    );
  return {
    domains: async () => {
      const { Items = [] } = await call('GetDomainNames', (abortSignal) =>
        client.send(new sdk.GetDomainNamesCommand({ MaxResults: '100' }), { abortSignal }),
      );
      if (Items.length > mostDomains) {
        throw new UsageError(`The account has more than ${mostDomains} custom domains.`);
      }
      return Promise.all(
        Items.map(async (domain) => ({
          domain,
          mappings: (await mappingsOf(domain.DomainName ?? '')).Items ?? [],
        })),
      );
    },
  };
}

const mostPages = 20;

/** Half a list would look like drift, so that one which doesn't end is none. */
async function collected<T>(
  what: string,
  ask: (
    place: string | undefined,
  ) => Promise<{ readonly items: readonly T[] | undefined; readonly next: string | undefined }>,
): Promise<T[]> {
  const all: T[] = [];
  let place: string | undefined;
  for (let page = 0; page < mostPages; page++) {
    const { items = [], next } = await ask(place);
    all.push(...items);
    if (!next || next === place) return all;
    place = next;
  }
  throw new UsageError(`The list of ${what} has more than ${mostPages} pages.`);
}

function documentIn(body: Uint8Array | undefined): Json {
  return JSON.parse(Buffer.from(body ?? []).toString('utf8')) as Json;
}

/** Targets that are stages of one API ask most of it once. */
function memoized(reads: GatewayReads): GatewayReads {
  const answers = new Map<string, Promise<unknown>>();
  const entries = Object.entries(reads) as [string, (...of: string[]) => Promise<unknown>][];
  return Object.fromEntries(
    entries.map(([name, ask]) => [
      name,
      (...of: string[]) => {
        const key = JSON.stringify([name, ...of]);
        const answer = answers.get(key) ?? ask(...of);
        answers.set(key, answer);
        return answer;
      },
    ]),
  ) as unknown as GatewayReads;
}
