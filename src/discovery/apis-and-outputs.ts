import { type ApiType, apiTypes } from '../contract/contract.ts';
import { apiIdOf, type InvokeOutput } from './invoke-outputs.ts';
import type { StackApi } from './stack-apis.ts';

/**
 * Each API with the outputs that name it. A URL of no known form belongs to the stack's only API of its
 * type; where the config names an output for a type, other APIs of that type are not wanted.
 */
export function apisAndOutputs(
  apis: readonly StackApi[],
  outputs: readonly InvokeOutput[],
): { api: StackApi; outputs: InvokeOutput[] }[] {
  const namedTypes = outputs.flatMap(({ apiType }) => apiType ?? []);
  const ofType = (type: ApiType) => apis.filter(({ apiType }) => apiType === type);
  const inOrder = apiTypes.flatMap(ofType);
  const own = inOrder.map((api) => ({
    api,
    outputs: outputs.filter((output) => {
      const id = apiIdOf(output);
      return id === null
        ? output.apiType === api.apiType && ofType(api.apiType).length === 1
        : id === api.apiId && (output.apiType !== null || !namedTypes.includes(api.apiType));
    }),
  }));
  const strangers = outputs.filter(
    (output) => apiIdOf(output) === null && output.apiType !== null && ofType(output.apiType).length !== 1,
  );
  return [
    ...own.filter(({ api, outputs: named }) => named.length > 0 || !namedTypes.includes(api.apiType)),
    ...strangers.map((output) => ({ api: stranger(output), outputs: [output] })),
  ];
}

/** An API of which only a URL of one's own domain is known. */
function stranger({ apiType }: InvokeOutput): StackApi {
  const known = { logicalId: null, endpointType: null, endpoint: null, defaultEndpointOff: false };
  return { apiType: apiType ?? 'rest', apiId: '', ...known };
}
