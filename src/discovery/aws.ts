import type { APIGatewayClient } from '@aws-sdk/client-api-gateway';
import type { ApiGatewayV2Client } from '@aws-sdk/client-apigatewayv2';
import type { CloudFormationClient, Stack, StackResourceSummary } from '@aws-sdk/client-cloudformation';
import { clientConfig } from '../aws/aws-client-config.ts';
import type { AwsOptions } from '../aws/aws-options.ts';
import type { EndpointWatch } from '../aws/endpoint-watch.ts';
import { caller, openGatewayClients } from '../aws/gateway-clients.ts';
import { regionOf } from '../aws/region-of.ts';
import { allPages } from '../aws/v2-pages.ts';
import { type Missing, MissingPermission } from '../permission/missing-permission.ts';
import { type DomainCalls, domainCalls } from './domain-calls.ts';

/**
 * The calls to AWS that discovery makes. Each fails with a `UsageError`, whose `cause` is the SDK's own error.
 * The SDK is loaded by `openAws`, so that commands which need no AWS don't pay for it.
 */
export interface Aws extends DomainCalls {
  readonly region: string;
  /** What the answers so far tell of the endpoint that gave them. */
  readonly endpoint: EndpointWatch;
  /** What was denied so far, but for what is asked again where deployments are read. */
  readonly missing: readonly Missing[];
  /** `null` where there is no such stack. */
  describeStack(name: string): Promise<Stack | null>;
  stackNames(): Promise<string[]>;
  stackResources(name: string): Promise<StackResourceSummary[]>;
  /** As it was deployed, transforms and all. */
  stackTemplate(name: string): Promise<string>;
  /** Values by export name, of the account in this region. */
  exportedValues(): Promise<ReadonlyMap<string, string>>;
  restApi(id: string): Promise<{ endpointTypes: readonly string[]; defaultEndpointOff: boolean }>;
  v2Api(id: string): Promise<{ protocol: string; endpoint: string | null; defaultEndpointOff: boolean }>;
  restStages(id: string): Promise<string[]>;
  v2Stages(id: string): Promise<string[]>;
}

/** @throws UsageError where no region is to be had, or the profile doesn't exist. */
export async function openAws(options: AwsOptions): Promise<Aws> {
  const [cloudFormation, { rest, v2, endpoint }] = await Promise.all([
    import('@aws-sdk/client-cloudformation'),
    openGatewayClients(options),
  ]);
  const client = new cloudFormation.CloudFormationClient(clientConfig('CLOUDFORMATION', options));
  endpoint.watch(client.config.requestHandler);
  const region = await regionOf(client, options);
  const missing: Missing[] = [];
  const calls = {
    ...cloudFormationCalls(client, cloudFormation, endpoint),
    ...askedOnce(restCalls(rest.client, rest.sdk, endpoint)),
    ...askedOnce(v2Calls(v2.client, v2.sdk, endpoint)),
    ...askedOnce({ ...domainCalls({ rest, v2 }, endpoint) }),
  };
  const { restApi, v2Api, domainNames, apiMappings } = calls;
  const askedAgain = { restApi, v2Api, domainNames, apiMappings };
  return { region, endpoint, missing, ...keepingMissing(calls, missing), ...askedAgain };
}

/** Whoever goes on without an answer needn't say why. */
function keepingMissing<Calls extends object>(calls: Calls, missing: Missing[]): Calls {
  const kept = Object.entries(calls).map(([name, call]: [string, (...of: string[]) => Promise<unknown>]) => [
    name,
    async (...of: string[]) => {
      try {
        return await call(...of);
      } catch (error) {
        if (error instanceof MissingPermission) missing.push(error);
        throw error;
      }
    },
  ]);
  return Object.fromEntries(kept) as Calls;
}

function cloudFormationCalls(
  client: CloudFormationClient,
  sdk: typeof import('@aws-sdk/client-cloudformation'),
  endpoint: EndpointWatch,
): Pick<Aws, 'describeStack' | 'stackNames' | 'stackResources' | 'stackTemplate' | 'exportedValues'> {
  const call = caller('CloudFormation', endpoint);
  return {
    describeStack: (name) =>
      call('DescribeStacks', async (abortSignal) => {
        try {
          const { Stacks = [] } = await client.send(new sdk.DescribeStacksCommand({ StackName: name }), {
            abortSignal,
          });
          // Some emulators answer all stacks for a name they don't know.
          const found = Stacks.find(({ StackName, StackId }) => StackName === name || StackId === name);
          const [only, ...others] = Stacks;
          // Some name none, which then is the one that was asked for.
          return found ?? (others.length === 0 && only?.StackName === undefined ? (only ?? null) : null);
        } catch (error) {
          if (error instanceof Error && /does not exist/.test(error.message)) return null;
          throw error;
        }
      }),
    stackNames: () =>
      call('ListStacks', async (abortSignal) => {
        const standing = Object.values(sdk.StackStatus).filter((status) => status !== 'DELETE_COMPLETE');
        const pages = sdk.paginateListStacks({ client }, { StackStatusFilter: standing }, { abortSignal });
        const names: string[] = [];
        for await (const { StackSummaries = [] } of pages) {
          names.push(
            ...StackSummaries.filter((stack) => stack.StackStatus !== 'DELETE_COMPLETE').map(
              (stack) => stack.StackName ?? '',
            ),
          );
        }
        return [...new Set(names)].sort();
      }),
    stackResources: (name) =>
      call('ListStackResources', async (abortSignal) => {
        const pages = sdk.paginateListStackResources(
          { client, stopOnSameToken: true },
          { StackName: name },
          { abortSignal },
        );
        const resources: StackResourceSummary[] = [];
        for await (const { StackResourceSummaries = [] } of pages) resources.push(...StackResourceSummaries);
        return resources;
      }),
    ...referenceCalls(client, sdk, call),
  };
}

function referenceCalls(
  client: CloudFormationClient,
  sdk: typeof import('@aws-sdk/client-cloudformation'),
  call: ReturnType<typeof caller>,
): Pick<Aws, 'stackTemplate' | 'exportedValues'> {
  return {
    stackTemplate: (name) =>
      call('GetTemplate', async (abortSignal) => {
        const { TemplateBody = '' } = await client.send(
          new sdk.GetTemplateCommand({ StackName: name, TemplateStage: 'Processed' }),
          { abortSignal },
        );
        return TemplateBody;
      }),
    exportedValues: () =>
      call('ListExports', async (abortSignal) => {
        const values = new Map<string, string>();
        for await (const { Exports = [] } of sdk.paginateListExports({ client }, {}, { abortSignal })) {
          for (const { Name = '', Value = '' } of Exports) values.set(Name, Value);
        }
        return values;
      }),
  };
}

function restCalls(
  client: APIGatewayClient,
  sdk: typeof import('@aws-sdk/client-api-gateway'),
  endpoint: EndpointWatch,
): Pick<Aws, 'restApi' | 'restStages'> {
  const call = caller('API Gateway', endpoint);
  return {
    restApi: (restApiId) =>
      call('GetRestApi', async (abortSignal) => {
        const api = await client.send(new sdk.GetRestApiCommand({ restApiId }), { abortSignal });
        return {
          endpointTypes: api.endpointConfiguration?.types ?? [],
          defaultEndpointOff: api.disableExecuteApiEndpoint ?? false,
        };
      }),
    restStages: (restApiId) =>
      call('GetStages', async (abortSignal) => {
        const { item = [] } = await client.send(new sdk.GetStagesCommand({ restApiId }), { abortSignal });
        return item.flatMap(({ stageName }) => stageName ?? []);
      }),
  };
}

function v2Calls(
  client: ApiGatewayV2Client,
  sdk: typeof import('@aws-sdk/client-apigatewayv2'),
  endpoint: EndpointWatch,
): Pick<Aws, 'v2Api' | 'v2Stages'> {
  const call = caller('API Gateway', endpoint);
  return {
    v2Api: (ApiId) =>
      call('GetApi', async (abortSignal) => {
        const api = await client.send(new sdk.GetApiCommand({ ApiId }), { abortSignal });
        return {
          protocol: api.ProtocolType ?? 'HTTP',
          endpoint: api.ApiEndpoint ?? null,
          defaultEndpointOff: api.DisableExecuteApiEndpoint ?? false,
        };
      }),
    v2Stages: (ApiId) =>
      call('GetStages', async (abortSignal) => {
        const stages = await allPages((next) =>
          client.send(new sdk.GetStagesCommand({ ApiId, ...next }), { abortSignal }),
        );
        return stages.flatMap(({ StageName }) => StageName ?? []);
      }),
  };
}

/** Several stacks and outputs may name one API: each of its calls is made once. */
function askedOnce<Calls extends Record<string, (id: string) => Promise<unknown>>>(calls: Calls): Calls {
  const once = (call: (id: string) => Promise<unknown>) => {
    const answers = new Map<string, Promise<unknown>>();
    return (id: string) => {
      const answer = answers.get(id) ?? call(id);
      answers.set(id, answer);
      return answer;
    };
  };
  return Object.fromEntries(Object.entries(calls).map(([name, call]) => [name, once(call)])) as Calls;
}
