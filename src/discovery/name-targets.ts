import type { Target } from './target.ts';

/** A target before it has its name, which depends on the others of its stack. */
export interface UnnamedTarget extends Omit<Target, 'target' | 'stackName'> {
  readonly stackName: string;
  readonly logicalId: string | null;
}

/**
 * `STACK:rest`; with `@STAGE` where the API has several stages, and `STACK.LOGICALID:rest`
 * where it has several APIs of it (a stack's name holds no dot). Names are unique, and places in the list kept.
 */
export function nameTargets(found: readonly UnnamedTarget[]): Target[] {
  const distinct = found.filter(
    (one, index) =>
      found.findIndex((other) => other.invokeUrl === one.invokeUrl && other.stackName === one.stackName) ===
      index,
  );
  return distinct.map(({ logicalId, ...found }) => {
    const beside = distinct.filter(
      (other) => other.stackName === found.stackName && other.apiType === found.apiType,
    );
    const severalApis = new Set(beside.map(({ apiId }) => apiId)).size > 1;
    const ofThisApi = beside.filter(({ apiId }) => apiId === found.apiId);
    const severalStages = new Set(ofThisApi.map(({ stage }) => stage)).size > 1;
    const api = severalApis ? `.${logicalId ?? found.apiId}` : '';
    const stage = severalStages ? `@${found.stage}` : '';
    return { target: `${found.stackName}${api}:${found.apiType}${stage}`, ...found };
  });
}
