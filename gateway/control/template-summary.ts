import { DefinitionError } from '../definition/load-definition.ts';
import { dependenciesOf } from '../definition/references.ts';
import { expandSam } from '../definition/sam/expand-sam.ts';
import { readTemplate, type Template, textOf } from '../definition/template.ts';
import { ControlError } from './control-request.ts';
import type { XmlResult } from './query-protocol.ts';

/** Reads a template that a client sent, and refuses it as CloudFormation does. */
export function checkedTemplate(body: string): Template {
  try {
    const template = readTemplate(body, 'the template');
    dependenciesOf(template);
    return template;
  } catch (error) {
    if (!(error instanceof DefinitionError)) throw error;
    const line = error.line === null ? '' : ` (line ${error.line})`;
    throw new ControlError('ValidationError', `Template format error: ${error.message}${line}`);
  }
}

export function parameterDeclarations(template: Template): XmlResult[] {
  return [...template.parameters].map(([ParameterKey, node]) => {
    const text = (name: string) => (node.kind === 'map' ? textOf(node.entries.get(name)) : undefined);
    return {
      ParameterKey,
      DefaultValue: text('Default'),
      ParameterType: text('Type'),
      NoEcho: text('NoEcho') === 'true',
      Description: text('Description'),
    };
  });
}

const serverless = 'AWS::Serverless-2016-10-31';

/** The capabilities that a person has to acknowledge, and why: of a SAM template, those of what it expands to as well. */
export function capabilitiesOf(template: Template): XmlResult {
  const transforms = [...template.transforms.keys()].filter((name) => name !== 'AWS::LanguageExtensions');
  const expanded = transforms.includes(serverless) ? expandedOr(template) : template;
  const required = requiredCapability(expanded);
  const capabilities = [
    ...(required === null ? [] : [required]),
    ...(transforms.length === 0 ? [] : ['CAPABILITY_AUTO_EXPAND']),
  ];
  if (capabilities.length === 0) return {};
  const reasons = [...new Set([...identityResources(expanded).map(({ type }) => type), ...transforms])];
  return {
    Capabilities: capabilities,
    CapabilitiesReason: `The following resource(s) require capabilities: [${reasons.join(', ')}]`,
  };
}

/** The template itself where it can't be expanded: that is told when it is deployed. */
function expandedOr(template: Template): Template {
  try {
    return expandSam(template);
  } catch (error) {
    if (error instanceof DefinitionError) return template;
    throw error;
  }
}

/** What CloudFormation wants to hear before it makes roles: the second, if they have names of their own. */
export function requiredCapability(template: Template): 'CAPABILITY_IAM' | 'CAPABILITY_NAMED_IAM' | null {
  const identities = identityResources(template);
  if (identities.length === 0) return null;
  const isNamed = identities.some(({ properties }) =>
    ['RoleName', 'UserName', 'GroupName', 'ManagedPolicyName'].some((name) => properties.entries.has(name)),
  );
  return isNamed ? 'CAPABILITY_NAMED_IAM' : 'CAPABILITY_IAM';
}

function identityResources({ resources }: Template) {
  return [...resources.values()].filter(({ type }) => type.startsWith('AWS::IAM::'));
}
