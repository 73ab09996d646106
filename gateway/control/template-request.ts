import { DefinitionError } from '../definition/definition-error.ts';
import { openBody } from '../definition/load-body.ts';
import { readParameters } from '../definition/parameters.ts';
import { type Template, textOf } from '../definition/template.ts';
import { ControlError } from './control-request.ts';
import type { QueryParameters } from './query-protocol.ts';
import type { StackRecord, TemplateRequest } from './stack-records.ts';
import { requiredCapability } from './template-summary.ts';

export interface ReadRequest {
  readonly request: TemplateRequest;
  /** As it would be deployed: SAM expanded. */
  readonly template: Template;
}

/**
 * What CreateStack, UpdateStack and CreateChangeSet ask to deploy; what they leave out is as in the last deployment.
 * Throws ControlError as CloudFormation refuses before it changes anything.
 */
export function readTemplateRequest(
  parameters: QueryParameters,
  record: StackRecord | undefined,
): ReadRequest {
  const previous = record?.deployed ?? null;
  const body =
    parameters.text('UsePreviousTemplate') === 'true' && previous !== null
      ? previous.body
      : templateBody(parameters);
  const given = givenIn(parameters, previous?.parameters ?? {});
  const template = refusing(() => openBody(body, 'the template', given), 'Template format error: ');
  const capabilities = parameters.texts('Capabilities');
  refuseUnacknowledged(template, capabilities);
  const tags = parameters.items('Tags').map(({ Key = '', Value = '' }) => [Key, Value] as const);
  return {
    template,
    request: {
      body,
      parameters: valuesOf(template, given),
      tags: tags.length === 0 ? (previous?.tags ?? {}) : Object.fromEntries(tags),
      capabilities,
    },
  };
}

/** The template of a call. Throws ControlError where there is none. */
export function templateBody(parameters: QueryParameters): string {
  const body = parameters.text('TemplateBody');
  if (body !== undefined && body !== '') return body;
  if (parameters.text('TemplateURL') !== undefined)
    throw new ControlError(
      'ValidationError',
      'TemplateURL is not fetched here; send the template as TemplateBody.',
    );
  throw new ControlError('ValidationError', 'Either Template URL or Template Body must be specified.');
}

function refuseUnacknowledged(template: Template, given: readonly string[]): void {
  const required = requiredCapability(template);
  if (required === null || given.includes(required)) return;
  if (required === 'CAPABILITY_IAM' && given.includes('CAPABILITY_NAMED_IAM')) return;
  throw new ControlError('InsufficientCapabilitiesException', `Requires capabilities : [${required}]`);
}

type Values = Readonly<Record<string, string>>;

function givenIn(parameters: QueryParameters, previous: Values): Values {
  const given: Record<string, string> = {};
  for (const { ParameterKey: name = '', ParameterValue: value, UsePreviousValue } of parameters.items(
    'Parameters',
  )) {
    const last = previous[name];
    if (UsePreviousValue !== 'true') given[name] = value ?? '';
    else if (last !== undefined) given[name] = last;
    else
      throw new ControlError(
        'ValidationError',
        `Invalid input for parameter key ${name}. Cannot specify usePreviousValue as true for a parameter key not in the previous template`,
      );
  }
  return given;
}

function valuesOf(template: Template, given: Values): Values {
  const unknown = Object.keys(given).filter((name) => !template.parameters.has(name));
  if (unknown.length > 0) throw refused(unknown, 'do not exist in the template');
  const values = [...template.parameters].map(([name, node]) => {
    const byDefault = node.kind === 'map' ? textOf(node.entries.get('Default')) : undefined;
    return [name, given[name] ?? byDefault] as const;
  });
  const missing = values.filter(([, value]) => value === undefined).map(([name]) => name);
  if (missing.length > 0) throw refused(missing, 'must have values');
  const complete = Object.fromEntries(values) as Record<string, string>;
  refusing(() => readParameters(template, complete, { warn() {} }));
  return complete;
}

const refused = (names: readonly string[], why: string): ControlError =>
  new ControlError('ValidationError', `Parameters: [${names.join(', ')}] ${why}`);

function refusing<Result>(read: () => Result, prefix = ''): Result {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof DefinitionError)) throw error;
    const line = error.line === null ? '' : ` (line ${error.line})`;
    throw new ControlError('ValidationError', `${prefix}${error.message}${line}`);
  }
}
