import type { Deployment, TerraformOutputValue } from '../model.ts';
import { localised } from './invoke-url.ts';

/** Outputs as `terraform output -json` prints them, URLs of served APIs at the local endpoint. */
export function localOutputs(
  outputs: Readonly<Record<string, TerraformOutputValue>>,
  deployment: Deployment,
  endpoint: string,
): Record<string, TerraformOutputValue> {
  const local = (value: unknown): unknown => {
    if (typeof value === 'string') return localised(value, deployment, endpoint);
    if (Array.isArray(value)) return value.map(local);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, local(one)]));
  };
  const entries = Object.entries(outputs);
  return Object.fromEntries(entries.map(([name, one]) => [name, { ...one, value: local(one.value) }]));
}
