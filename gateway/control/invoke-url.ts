import type { Api, Deployment, HttpStage, RestStage } from '../model.ts';

/** `http://127.0.0.1:PORT/_api/ID/STAGE`; an HTTP API's `$default` has no segment. No slash at the end. */
export function invokeUrlOf(
  api: Pick<Api, 'id'>,
  stage: Pick<RestStage | HttpStage, 'name'>,
  endpoint: string,
): string {
  return stage.name === '$default' ? apiUrl(api.id, endpoint) : `${apiUrl(api.id, endpoint)}/${stage.name}`;
}

/** Where an API's own part of the path ends: what `https://ID.execute-api.REGION.SUFFIX` is on AWS. */
export function apiUrl(apiId: string, endpoint: string): string {
  return `${endpoint.replace(/\/$/, '')}/_api/${apiId}`;
}

const executeApis =
  /https:\/\/([a-z0-9]+)\.execute-api\.[a-z0-9-]+\.amazonaws\.com(?:\.cn)?(?![A-Za-z0-9.:@-])/g;

/** A text with the execute-api URLs of the deployment's APIs at the local endpoint instead: one, several in a JSON text, or a command. */
export function localised(text: string, { stacks }: Deployment, endpoint: string): string {
  const isOwn = (apiId: string) => stacks.some(({ apis }) => apis.some(({ id }) => id === apiId));
  return text.replace(executeApis, (url, apiId: string) => (isOwn(apiId) ? apiUrl(apiId, endpoint) : url));
}
