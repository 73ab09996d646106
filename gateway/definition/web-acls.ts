import type { WebAcl } from '../model.ts';
import { webAclIdentity } from './identities.ts';
import type { StackReader } from './stack-reader.ts';

/** The stack's web ACLs, as far as reading them goes: no request is held against their rules here. */
export function readWebAcls(stack: StackReader): WebAcl[] {
  return stack.resourcesOf('AWS::WAFv2::WebACL').map((resource) => ({
    ...webAclIdentity(resource),
    scope: resource.properties.text('Scope') ?? 'REGIONAL',
    rules: (resource.properties.plain('Rules') as readonly unknown[] | undefined) ?? [],
  }));
}
