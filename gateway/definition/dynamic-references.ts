import { withTexts } from './built-node.ts';
import type { MapNode, ResolvedNode } from './template-node.ts';

/** `{{resolve:ssm:NAME}}` and `{{resolve:ssm:NAME:VERSION}}` (AWS CloudFormation User Guide, "Get a plaintext value from Systems Manager Parameter Store"). */
const reference = /\{\{resolve:ssm:([A-Za-z0-9_.\-/]+)(?::\d+)?\}\}/g;

/** The same with the values of parameters that the parameter store is known to hold; other references stay. */
export const withParameters = (
  properties: MapNode<ResolvedNode>,
  stored: (name: string) => string | undefined,
): MapNode<ResolvedNode> =>
  withTexts(properties, (text) => text.replace(reference, (whole, name: string) => stored(name) ?? whole));
