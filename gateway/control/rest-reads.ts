import type { PathResource, RestApi, RestMethod } from '../model.ts';
import type { ControlScope } from './control-scope.ts';
import { describedIntegration, describedResponse, withoutEmptyMaps } from './described-integration.ts';
import { gatewayResponses } from './described-responses.ts';
import { describedApi, describedMethod, describedModels, describedResource } from './described-rest-api.ts';
import { deploymentsOf, describedDeployment, describedStage } from './described-stages.ts';
import { found, notFound, type Read } from './json-reads.ts';

interface RestScope extends ControlScope {
  readonly query: URLSearchParams;
}

/** API Gateway's reads of REST APIs (API reference V1): lists under `item`, dates as epoch seconds. */
export const restReads: readonly Read<RestScope>[] = [
  { path: '/restapis', answer: (_names, scope) => ({ item: restApis(scope).map(describedApi) }) },
  { path: '/restapis/{api}', answer: ({ api }, scope) => describedApi(apiCalled(api, scope)) },
  {
    path: '/restapis/{api}/stages',
    answer: ({ api }, scope) => {
      const one = apiCalled(api, scope);
      return { item: one.stages.map((stage) => describedStage(stage, one)) };
    },
  },
  {
    path: '/restapis/{api}/stages/{stage}',
    answer: ({ api, stage }, scope) => {
      const one = apiCalled(api, scope);
      return describedStage(
        found(one.stages, ({ name }) => name === stage, 'Invalid stage identifier specified'),
        one,
      );
    },
  },
  {
    path: '/restapis/{api}/resources',
    answer: ({ api }, scope) => ({
      item: apiCalled(api, scope).pathResources.map((resource) =>
        describedResource(resource, embedsMethods(scope)),
      ),
    }),
  },
  {
    path: '/restapis/{api}/resources/{resource}',
    answer: ({ api, resource }, scope) =>
      describedResource(resourceCalled(resource, apiCalled(api, scope)), embedsMethods(scope)),
  },
  {
    path: '/restapis/{api}/resources/{resource}/methods/{method}',
    answer: (names, scope) => describedMethod(methodCalled(names, scope), String(names.resource)),
  },
  {
    path: '/restapis/{api}/resources/{resource}/methods/{method}/responses/{status}',
    answer: (names, scope) =>
      withoutEmptyMaps(
        found(
          methodCalled(names, scope).methodResponses,
          ({ statusCode }) => statusCode === names.status,
          noSuchResponse,
        ),
      ),
  },
  {
    path: '/restapis/{api}/resources/{resource}/methods/{method}/integration',
    answer: (names, scope) => {
      const integration = describedIntegration(methodCalled(names, scope), String(names.resource));
      if (integration === undefined) throw notFound('Invalid Integration identifier specified');
      return integration;
    },
  },
  {
    path: '/restapis/{api}/resources/{resource}/methods/{method}/integration/responses/{status}',
    answer: (names, scope) => {
      const { integration } = methodCalled(names, scope);
      const responses = 'responses' in integration ? integration.responses : [];
      return describedResponse(
        found(responses, ({ statusCode }) => statusCode === names.status, noSuchResponse),
      );
    },
  },
  {
    path: '/restapis/{api}/deployments',
    answer: ({ api }, scope) => ({
      item: deploymentsOf(apiCalled(api, scope)).map((one) => describedDeployment(one, embedsSummary(scope))),
    }),
  },
  {
    path: '/restapis/{api}/deployments/{deployment}',
    answer: ({ api, deployment }, scope) =>
      describedDeployment(
        found(
          deploymentsOf(apiCalled(api, scope)),
          ({ id }) => id === deployment,
          'Invalid Deployment identifier specified',
        ),
        embedsSummary(scope),
      ),
  },
  {
    path: '/restapis/{api}/models',
    answer: ({ api }, scope) => ({ item: describedModels(apiCalled(api, scope)) }),
  },
  {
    path: '/restapis/{api}/models/{model}',
    answer: ({ api, model }, scope) =>
      found(
        describedModels(apiCalled(api, scope)),
        ({ name }) => name === model,
        `Invalid model name specified: ${model}`,
      ),
  },
  {
    path: '/restapis/{api}/gatewayresponses',
    answer: ({ api }, scope) => ({ item: gatewayResponses(apiCalled(api, scope)) }),
  },
  {
    path: '/restapis/{api}/gatewayresponses/{type}',
    answer: ({ api, type }, scope) =>
      found(
        gatewayResponses(apiCalled(api, scope)),
        ({ responseType }) => responseType === type,
        'Invalid Gateway Response type specified',
      ),
  },
  {
    path: '/restapis/{api}/requestvalidators',
    answer: ({ api }, scope) => ({ item: apiCalled(api, scope).requestValidators ?? [] }),
  },
  {
    path: '/restapis/{api}/requestvalidators/{validator}',
    answer: ({ api, validator }, scope) =>
      found(
        apiCalled(api, scope).requestValidators ?? [],
        ({ id }) => id === validator,
        'Invalid Request Validator identifier specified',
      ),
  },
];

const embedsSummary = ({ query }: RestScope) => query.getAll('embed').includes('apisummary');
const embedsMethods = ({ query }: RestScope) => query.getAll('embed').includes('methods');

function restApis({ deployment }: ControlScope): RestApi[] {
  return deployment.stacks.flatMap(({ apis }) => apis.filter((api) => api.apiType === 'rest'));
}

function apiCalled(id: string | undefined, scope: ControlScope): RestApi {
  return found(
    restApis(scope),
    (api) => api.id === id,
    `Invalid API identifier specified 123456789012:${id}`,
  );
}

function resourceCalled(id: string | undefined, api: RestApi): PathResource {
  return found(api.pathResources, (resource) => resource.id === id, 'Invalid Resource identifier specified');
}

const noSuchResponse = 'Invalid Response status code specified';

function methodCalled(
  { api, resource, method }: Readonly<Record<string, string>>,
  scope: ControlScope,
): RestMethod {
  const { methods } = resourceCalled(resource, apiCalled(api, scope));
  return found(methods, ({ httpMethod }) => httpMethod === method, 'Invalid Method identifier specified');
}
