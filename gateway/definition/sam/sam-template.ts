import { type Buildable, Built, mapNode } from '../built-node.ts';
import { DefinitionError } from '../definition-error.ts';
import { type TemplateResource, textOf } from '../template.ts';
import { field, textField } from '../template-fields.ts';
import type { FunctionName, MapNode, TemplateNode } from '../template-node.ts';
import type { DraftRoute } from './api-drafts.ts';

/** The template while SAM's resources are turned into CloudFormation's. */
export interface SamTemplate {
  readonly file: string;
  /** What the template's Parameters section holds. */
  readonly parameters: ReadonlyMap<string, TemplateNode>;
  /** Every resource that the expanded template has, by logical id. */
  readonly resources: Map<string, TemplateResource>;
  /** `MyApi.Stage` → the logical id that SAM gives it. */
  readonly generated: Map<string, string>;
  note(resource: string, line: number, message: string): void;
}

export { field, flagField, textField } from '../template-fields.ts';

export type Fields = MapNode<TemplateNode>;

/** Adds a resource that SAM generates; a resource of that name that the template writes out wins. */
export function addResource(
  sam: SamTemplate,
  head: Pick<TemplateResource, 'logicalId' | 'type' | 'line'> & Partial<TemplateResource>,
  properties: { readonly [key: string]: Buildable },
): void {
  if (sam.resources.has(head.logicalId) && head.properties === undefined) return;
  sam.resources.set(head.logicalId, {
    condition: null,
    dependsOn: [],
    ...head,
    properties: mapNode(head.line, properties),
  });
}

/** The default of the parameter that a node refers to; SAM names resources after it. */
export function defaultOf(node: TemplateNode, sam: SamTemplate): string {
  const name = node.kind === 'call' && node.name === 'Ref' ? textOf(node.argument) : undefined;
  return name === undefined ? '' : (textField(sam.parameters.get(name), 'Default') ?? '');
}

/** Whether `sam build` wrote the resource: it leaves its name in the Metadata (AWS SAM CLI, "resource metadata normalizer"). */
export const isBuilt = (metadata: TemplateResource['metadata']): boolean =>
  textField(metadata, 'SamResourceId') !== undefined;

export function mistake(sam: SamTemplate, line: number, message: string): DefinitionError {
  return new DefinitionError(message, { file: sam.file, line });
}

/** A field that must be a map, where it is there. */
export function mapField(sam: SamTemplate, node: TemplateNode | undefined, name: string): Fields | undefined {
  const found = field(node, name);
  if (found === undefined || found.kind === 'map') return found;
  throw mistake(
    sam,
    found.line,
    `${name} must be a map that is written out: SAM doesn't take functions there.`,
  );
}

/** The field as a value of what is built. */
export function passed(node: TemplateNode | undefined, name?: string): Buildable {
  const found = name === undefined ? node : field(node, name);
  return found === undefined ? undefined : new Built(found);
}

/** Every entry as a value of what is built. */
export function passedAll(
  node: TemplateNode | undefined,
  { except = [] }: { except?: readonly string[] } = {},
): Record<string, Buildable> {
  if (node?.kind !== 'map') return {};
  return Object.fromEntries(
    [...node.entries]
      .filter(([name]) => !except.includes(name))
      .map(([name, value]) => [name, new Built(value)]),
  );
}

export function call(name: FunctionName, argument: Buildable, line: number): Built<TemplateNode> {
  const built = mapNode(line, { argument }).entries.get('argument');
  return new Built({ kind: 'call', name, argument: built as TemplateNode, line });
}

export const ref = (logicalId: string, line: number): Built<TemplateNode> => call('Ref', logicalId, line);

export const getAtt = (logicalId: string, attribute: string, line: number): Built<TemplateNode> =>
  call('Fn::GetAtt', [logicalId, attribute], line);

/** The integration URI of a function's ARN. */
export function lambdaUri(functionArn: Buildable, line: number): Built<TemplateNode> {
  const uri = `arn:\${AWS::Partition}:apigateway:\${AWS::Region}:lambda:path/2015-03-31/functions/\${FunctionArn}/invocations`;
  return call('Fn::Sub', [uri, { FunctionArn: functionArn }], line);
}

/** The integration URI of what an event gives a route to. */
export function backendUri(backend: DraftRoute['backend'], line: number): Built<TemplateNode> {
  if (backend !== 'StartExecution') return lambdaUri(new Built(backend.functionArn), line);
  return call(
    'Fn::Sub',
    `arn:\${AWS::Partition}:apigateway:\${AWS::Region}:states:action/StartExecution`,
    line,
  );
}

/** Logical ids hold letters and digits only. */
export const alphanumeric = (text: string): string => text.replace(/[^A-Za-z0-9]/g, '');
