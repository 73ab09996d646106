import { readFileSync } from 'node:fs';
import { parseDocument } from 'yaml';
import { type LocalGateway, startGateway } from '../main.ts';
import { apiKeyValue } from './api-key.ts';
import { type Difference, differencesOf } from './differences.ts';
import { type EchoBackend, startEchoBackend } from './echo-backend.ts';
import { type RawRequest, type RawResponse, rawRequest } from './raw-client.ts';
import type { ExecutableCase } from './recorded-case.ts';

/** A definition deployed on a local gateway of its own, with the backend that it calls. */
export interface Deployed {
  /** How the answer to a case differs from the one recorded; nothing: it passes. Cases of one definition go one by one. */
  run(recorded: ExecutableCase): Promise<Difference[]>;
  close(): Promise<void>;
}

export const stackName = 'recorded';

/** Throws DefinitionError where the definition doesn't load. */
export async function deploy(definition: string): Promise<Deployed> {
  const backend = await startEchoBackend();
  try {
    const template = parseDocument(readFileSync(definition, 'utf8'), { logLevel: 'silent' });
    const parameters = template.hasIn(['Parameters', 'BackendUrl']) ? { BackendUrl: backend.url } : {};
    const gateway = await startGateway({ sources: [{ file: definition, stackName, parameters }] });
    return {
      run: (recorded) => run(recorded, { gateway, backend }),
      async close() {
        await gateway.close();
        await backend.close();
      },
    };
  } catch (error) {
    await backend.close();
    throw error;
  }
}

/** Usage plans of a recorded quota hold no more. */
const mostQuotaRequests = 50;

interface Running {
  readonly gateway: LocalGateway;
  readonly backend: EchoBackend;
}

async function run(recorded: ExecutableCase, { gateway, backend }: Running): Promise<Difference[]> {
  const request = await requestOf(recorded, gateway);
  const send = (): Promise<RawResponse> => rawRequest(gateway.endpoint, request);
  const { requestsBefore = 0, quotaUsedUp = false } = recorded.given;
  await Promise.all(Array.from({ length: requestsBefore }, send));
  if (quotaUsedUp) await useUpQuota(send);
  backend.take();
  const response = await send();
  return differencesOf({ ...response, backend: backend.take() }, recorded.expect);
}

async function useUpQuota(send: () => Promise<RawResponse>): Promise<void> {
  for (let sent = 0; sent < mostQuotaRequests; sent += 1) {
    const { status, body } = await send();
    if (status === 429 && body.includes('Limit Exceeded')) return;
  }
}

async function requestOf(
  { request, given, api }: ExecutableCase,
  gateway: LocalGateway,
): Promise<RawRequest> {
  const key =
    given.apiKey === undefined
      ? {}
      : { 'x-api-key': await apiKeyValue(gateway.endpoint, { stackName, logicalId: given.apiKey }) };
  const { method, headers = {}, bodyBase64, body } = request;
  const bytes =
    bodyBase64 !== undefined
      ? Buffer.from(bodyBase64, 'base64')
      : typeof body === 'string' || body === undefined
        ? body
        : JSON.stringify(body);
  return {
    method,
    path: `${prefixOf(gateway, api, request.path)}${request.path}`,
    headers: { ...headers, ...key },
    ...(bytes === undefined ? {} : { body: bytes }),
  };
}

/** Only the gateway's own prefix goes in front of a path, which starts with its stage. */
function prefixOf(gateway: LocalGateway, api: string, path: string): string {
  const stages = gateway.stacks.flatMap(({ apis }) => apis);
  const ofType = stages.filter(({ apiType }) => apiType === api.toLowerCase());
  const named = ofType.find(({ stage }) => path.split('/').find((part) => part !== '') === stage);
  const target = named ?? ofType[0] ?? stages[0];
  if (target === undefined) throw new Error('the definition has no deployed stage');
  return new URL(target.invokeUrl).pathname.split('/').slice(0, 3).join('/');
}
