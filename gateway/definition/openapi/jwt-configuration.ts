import type { Buildable } from '../built-node.ts';

/** What a REST API's JWT authorizer trusts. A document writes names as the API does, CloudFormation each with a capital. */
export function jwtConfiguration(value: unknown): Buildable {
  if (Array.isArray(value)) return value.map(jwtConfiguration);
  if (typeof value !== 'object' || value === null) return (value ?? undefined) as Buildable;
  const entries = Object.entries(value).map(([name, inner]) => [
    `${name[0]?.toUpperCase()}${name.slice(1)}`,
    jwtConfiguration(inner),
  ]);
  return Object.fromEntries(entries);
}
