import { DefinitionError } from '../definition-error.ts';
import { didYouMean } from '../near.ts';
import { type Template, type TemplateNote, type TemplateResource, textOf } from '../template.ts';
import type { TemplateNode } from '../template-node.ts';
import { ApiDrafts } from './api-drafts.ts';
import { expandFunction } from './functions.ts';
import { renamed } from './generated-names.ts';
import { withGlobals } from './globals.ts';
import { expandHttpApi } from './http-api.ts';
import { underConditions } from './implicit-conditions.ts';
import { expandInert } from './inert.ts';
import { refuseUnknownGlobals, refuseUnknownNames } from './known-names.ts';
import { withParameterValues } from './parameter-values.ts';
import { expandRestApi } from './rest-api.ts';
import type { SamTemplate } from './sam-template.ts';
import { expandStateMachine } from './state-machines.ts';

const transform = 'AWS::Serverless-2016-10-31';

/**
 * A template that asks for the transform AWS::Serverless-2016-10-31, with SAM's resources turned into the ones that
 * CloudFormation would get, under the names that SAM gives them; any other template as it is. `parameters` are values that are no
 * defaults. Throws DefinitionError.
 */
export function expandSam(source: Template, parameters: Readonly<Record<string, string>> = {}): Template {
  if (!source.transforms.has(transform)) return source;
  const template = withParameterValues(source, parameters);
  const notes: TemplateNote[] = [];
  const sam: SamTemplate = {
    file: template.file,
    parameters: template.parameters,
    resources: new Map([...template.resources].filter(([, { type }]) => !isSam(type))),
    generated: new Map(),
    note: (resource, line, message) => notes.push({ resource, line, message }),
  };
  const own = [...template.resources.values()].filter(({ type }) => isSam(type));
  const withDefaults = own.map((resource) => ({
    ...resource,
    properties: withGlobals(
      resource.properties,
      withoutIgnored(globalsFor(template, resource.type), resource.ignoreGlobals),
    ),
  }));
  refuseUnknownGlobals(template.globals, template.file);
  for (const resource of withDefaults) refuseUnknownNames(resource, sam);
  const drafts = new ApiDrafts(sam, withDefaults, (type) => globalsFor(template, type));
  for (const resource of withDefaults) expandOther(resource, sam, drafts);
  const conditions = new Map(template.conditions);
  for (const draft of drafts.all().map((one) => underConditions(one, conditions)))
    if (draft.kind === 'rest') expandRestApi(draft, sam);
    else expandHttpApi(draft, sam);
  return {
    ...template,
    transforms: new Map([...template.transforms].filter(([name]) => name !== transform)),
    notes: [...template.notes, ...notes],
    conditions,
    resources: new Map(
      [...sam.resources].map(([id, resource]) => [
        id,
        { ...resource, properties: renamed(resource.properties, sam.generated) },
      ]),
    ),
    outputs: new Map([...template.outputs].map(([id, node]) => [id, renamed(node, sam.generated)])),
  };
}

const isSam = (type: string) => type.startsWith('AWS::Serverless::');

function globalsFor(template: Template, type: string): TemplateNode | undefined {
  return template.globals.get(type.replace('AWS::Serverless::', ''));
}

function withoutIgnored(
  globals: TemplateNode | undefined,
  ignored: TemplateNode | undefined,
): TemplateNode | undefined {
  if (ignored === undefined || globals?.kind !== 'map') return globals;
  const names = (ignored.kind === 'list' ? ignored.items : [ignored]).map(textOf);
  if (names.includes('*')) return undefined;
  return { ...globals, entries: new Map([...globals.entries].filter(([name]) => !names.includes(name))) };
}

const types = ['Api', 'HttpApi', 'Function', 'Application', 'Connector', 'GraphQLApi', 'LayerVersion']
  .concat(
    'SimpleTable',
    'StateMachine',
    'WebSocketApi',
    'CapacityProvider',
    'MicrovmImage',
    'NetworkConnector',
  )
  .map((name) => `AWS::Serverless::${name}`);

function expandOther(resource: TemplateResource, sam: SamTemplate, drafts: ApiDrafts): void {
  if (!types.includes(resource.type))
    throw new DefinitionError(
      `${resource.logicalId} has the type ${resource.type}, which SAM doesn't have.`,
      {
        file: sam.file,
        line: resource.line,
        next: didYouMean(resource.type, types),
      },
    );
  if (resource.type === 'AWS::Serverless::Function') expandFunction(resource, sam, drafts);
  else if (resource.type === 'AWS::Serverless::StateMachine') expandStateMachine(resource, sam, drafts);
  else if (!/::(Http)?Api$/.test(resource.type)) expandInert(resource, sam);
}
