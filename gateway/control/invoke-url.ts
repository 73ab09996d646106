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

const executeApi = /^https:\/\/([a-z0-9]+)\.execute-api\.[a-z0-9-]+\.amazonaws\.com(?:\.cn)?(?=[/?#]|$)/;

/** A text that starts with the execute-api URL of an API of the deployment, at the local endpoint instead; any other as it is. */
export function localised(text: string, { stacks }: Deployment, endpoint: string): string {
  const apiId = executeApi.exec(text)?.[1];
  if (apiId === undefined || !stacks.some(({ apis }) => apis.some(({ id }) => id === apiId))) return text;
  return text.replace(executeApi, () => apiUrl(apiId, endpoint));
}
