import type { FunctionCode } from '../model.ts';
import { DefinitionError } from './definition-error.ts';
import { didYouMean } from './near.ts';
import { parseTemplate } from './parse-template.ts';
import { type MapNode, scalarText, type TemplateNode } from './template-node.ts';

/** A template's sections, read but not evaluated. */
export interface Template {
  readonly file: string;
  readonly body: string;
  readonly description: string;
  /** `Transform` macros by name, with their line. */
  readonly transforms: ReadonlyMap<string, number>;
  readonly parameters: Section;
  /** What parameters have to fulfil. */
  readonly rules: Section;
  readonly mappings: Section;
  readonly conditions: Section;
  readonly resources: ReadonlyMap<string, TemplateResource>;
  readonly outputs: Section;
  /** SAM's Globals. */
  readonly globals: Section;
  /** What whoever turned the template into this one has to say about it. */
  readonly notes: readonly TemplateNote[];
  /** Code of functions by logical id, where it isn't said by properties as CloudFormation's: Terraform's archives. */
  readonly code?: ReadonlyMap<string, FunctionCode>;
}

export interface TemplateNote {
  readonly resource: string;
  readonly line: number;
  readonly message: string;
  /** AWS does as well. */
  readonly advice?: true;
}

export type Section = ReadonlyMap<string, TemplateNode>;

export interface TemplateResource {
  readonly logicalId: string;
  readonly type: string;
  readonly line: number;
  readonly condition: string | null;
  readonly dependsOn: readonly { readonly name: string; readonly line: number }[];
  readonly properties: MapNode<TemplateNode>;
  /** What tools leave on a resource: where its assets are, how it is built. */
  readonly metadata?: MapNode<TemplateNode>;
  /** SAM's Globals that don't hold for it: names, or `*`. */
  readonly ignoreGlobals?: TemplateNode;
}

const sections = [
  'AWSTemplateFormatVersion',
  'Description',
  'Metadata',
  'Parameters',
  'Rules',
  'Mappings',
  'Conditions',
  'Transform',
  'Resources',
  'Outputs',
  'Hooks',
  'Globals',
];

/** CloudFormation also takes a text for people, and the version of a custom resource. */
const attributes = [
  'Type',
  'Description',
  'Version',
  'Properties',
  'Condition',
  'DependsOn',
  'Metadata',
  'DeletionPolicy',
  'UpdateReplacePolicy',
  'CreationPolicy',
  'UpdatePolicy',
];

/** What SAM takes beside them (AWS SAM Developer Guide, "Managing resource permissions with connectors", "IgnoreGlobals"). */
const attributesOfSam = ['Connectors', 'IgnoreGlobals'];

const knownAttributes = [...attributes, ...attributesOfSam];

const isSam = (type: string | undefined): boolean => type?.startsWith('AWS::Serverless::') === true;

/** SAM leaves out what it doesn't know beside the properties of its own resources (reported of deployed stacks to cfn-lint, issue 4606). */
function droppedBySam(resource: string, node: TemplateNode): TemplateNote[] {
  if (node.kind !== 'map' || !isSam(textOf(node.entries.get('Type')))) return [];
  return [...node.keyLines]
    .filter(([name]) => !knownAttributes.includes(name))
    .map(([name, line]) => {
      const message = `SAM leaves ${name} out, which stands beside the Properties instead of in them`;
      return { resource, line, message, advice: true };
    });
}

/** Reads the sections of a template. Throws DefinitionError for one that CloudFormation would refuse to parse. */
export function readTemplate(body: string, file: string): Template {
  return templateOf(parseTemplate(body, file), { body, file });
}

/** The same of a template that is parsed already. */
export function templateOf(root: TemplateNode, { body, file }: { body: string; file: string }): Template {
  if (root.kind !== 'map')
    throw new DefinitionError(
      body.trim() === ''
        ? 'The template is empty; it needs a Resources section.'
        : 'The file holds no template: it has to be a map with a Resources section.',
      { file, line: root.line },
    );
  refuseUnknown(root, { known: sections, file, of: 'section of a template' });
  const resources = section(root, 'Resources', file);
  if (resources.size === 0)
    throw new DefinitionError('The template has no Resources section.', { file, line: root.line });
  return {
    file,
    body,
    description: textOf(root.entries.get('Description')) ?? '',
    transforms: transformsOf(root.entries.get('Transform')),
    parameters: section(root, 'Parameters', file),
    rules: section(root, 'Rules', file),
    mappings: section(root, 'Mappings', file),
    conditions: section(root, 'Conditions', file),
    resources: new Map([...resources].map(([id, node]) => [id, readResource(id, node, file)])),
    outputs: section(root, 'Outputs', file),
    globals: section(root, 'Globals', file),
    notes: [...resources].flatMap(([id, node]) => droppedBySam(id, node)),
  };
}

/** The text of a scalar that needs no evaluation. */
export function textOf(node: TemplateNode | undefined): string | undefined {
  return node?.kind === 'scalar' && node.value !== null ? scalarText(node) : undefined;
}

function section(root: MapNode<TemplateNode>, name: string, file: string): Section {
  const node = root.entries.get(name);
  if (node === undefined || isEmpty(node)) return new Map();
  if (node.kind !== 'map')
    throw new DefinitionError(`The section ${name} must be a map of names to definitions.`, {
      file,
      line: node.line,
    });
  return node.entries;
}

function transformsOf(node: TemplateNode | undefined): ReadonlyMap<string, number> {
  const items = node?.kind === 'list' ? node.items : node === undefined ? [] : [node];
  return new Map(items.map((item) => [textOf(item) ?? 'a macro', item.line]));
}

function refuseUnknown(
  node: MapNode<TemplateNode>,
  { known, file, of }: { known: readonly string[]; file: string; of: string },
): void {
  for (const [key, line] of node.keyLines) {
    if (known.includes(key)) continue;
    throw new DefinitionError(`${key} is no ${of}.`, { file, line, next: didYouMean(key, known) });
  }
}

function readResource(logicalId: string, node: TemplateNode, file: string): TemplateResource {
  const fail = (message: string, line: number) => new DefinitionError(message, { file, line });
  if (logicalId.startsWith('Fn::ForEach::'))
    throw new DefinitionError('Fn::ForEach takes the transform AWS::LanguageExtensions.', {
      file,
      line: node.line,
      next: ['Write it at the top: Transform: AWS::LanguageExtensions, before AWS::Serverless-2016-10-31.'],
    });
  if (!/^[A-Za-z0-9]+$/.test(logicalId))
    throw fail(`The logical id ${logicalId} may hold letters and digits only.`, node.line);
  if (node.kind !== 'map') throw fail(`The resource ${logicalId} needs a Type.`, node.line);
  const type = textOf(node.entries.get('Type'));
  if (!isSam(type)) refuseUnknown(node, { known: knownAttributes, file, of: 'attribute of a resource' });
  const line = node.keyLines.get('Type') ?? node.line;
  if (type === undefined) throw fail(`The resource ${logicalId} needs a Type.`, node.line);
  const given = node.entries.get('Properties');
  const properties = given === undefined || isEmpty(given) ? emptyMap(line) : given;
  if (properties.kind !== 'map') throw fail(`The Properties of ${logicalId} must be a map.`, properties.line);
  refuseNull(properties, { path: logicalId, file });
  const condition = node.entries.get('Condition');
  if (condition !== undefined && textOf(condition) === undefined)
    throw fail(`The Condition of ${logicalId} must be the name of a condition.`, condition.line);
  const metadata = node.entries.get('Metadata');
  const ignoreGlobals = node.entries.get('IgnoreGlobals');
  return {
    logicalId,
    type,
    line,
    condition: textOf(condition) ?? null,
    dependsOn: dependsOnOf(node.entries.get('DependsOn')),
    properties,
    ...(metadata?.kind === 'map' ? { metadata } : {}),
    ...(ignoreGlobals === undefined ? {} : { ignoreGlobals }),
  };
}

/** CloudFormation: "'null' values are not allowed in templates". */
function refuseNull(node: TemplateNode, { path, file }: { path: string; file: string }): void {
  if (isEmpty(node))
    throw new DefinitionError(`${path} has no value, and CloudFormation refuses empty ones.`, {
      file,
      line: node.line,
    });
  if (node.kind === 'list') for (const item of node.items) refuseNull(item, { path, file });
  if (node.kind === 'call') refuseNull(node.argument, { path, file });
  if (node.kind !== 'map') return;
  for (const [key, value] of node.entries) refuseNull(value, { path: `${key} of ${path}`, file });
}

const isEmpty = (node: TemplateNode) => node.kind === 'scalar' && node.value === null;

const emptyMap = (line: number): MapNode<TemplateNode> => ({
  kind: 'map',
  entries: new Map(),
  keyLines: new Map(),
  line,
});

function dependsOnOf(node: TemplateNode | undefined): { name: string; line: number }[] {
  const items = node?.kind === 'list' ? node.items : node === undefined ? [] : [node];
  return items.map((item) => ({ name: textOf(item) ?? '', line: item.line }));
}
