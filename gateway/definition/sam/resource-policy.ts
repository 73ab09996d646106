import { type Buildable, Built } from '../built-node.ts';
import type { ApiDraft } from './api-drafts.ts';
import { field, mapField, passed, type SamTemplate } from './sam-template.ts';

/** What callers of these addresses are denied by; everybody is allowed then. */
const conditionOf: Readonly<Record<string, string>> = {
  IpRangeWhitelist: 'NotIpAddress',
  IpRangeBlacklist: 'IpAddress',
};

/** Auth's ResourcePolicy as a policy document (AWS SAM Developer Guide, "ResourcePolicyStatement"). */
export function resourcePolicyOf({ properties, logicalId }: ApiDraft, sam: SamTemplate): Buildable {
  const policy = mapField(sam, field(properties, 'Auth'), 'ResourcePolicy');
  const custom = field(policy, 'CustomStatements');
  const statements: Buildable[] =
    custom === undefined
      ? []
      : custom.kind === 'list'
        ? custom.items.map((item) => new Built(item))
        : [new Built(custom)];
  for (const [name, node] of policy?.entries ?? []) {
    const condition = conditionOf[name];
    if (condition !== undefined) {
      const everything = { Principal: '*', Action: 'execute-api:Invoke', Resource: 'execute-api:/*' };
      const denied = { [condition]: { 'aws:SourceIp': passed(node) } };
      statements.push(
        { Effect: 'Allow', ...everything },
        { Effect: 'Deny', ...everything, Condition: denied },
      );
    } else if (name !== 'CustomStatements') {
      const message = `${name} of the ResourcePolicy is not applied here; write it as CustomStatements`;
      sam.note(logicalId, node.line, message);
    }
  }
  return statements.length === 0 ? undefined : { Version: '2012-10-17', Statement: statements };
}
