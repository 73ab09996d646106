import type { Deployment, Stack, StackResource } from '../model.ts';
import { ControlError } from './control-request.ts';
import { localised } from './invoke-url.ts';
import type { QueryParameters, XmlResult } from './query-protocol.ts';
import { capabilitiesOf, checkedTemplate, parameterDeclarations } from './template-summary.ts';

/** What the answers are made from. */
export interface ControlScope {
  readonly deployment: Deployment;
  /** `http://127.0.0.1:PORT`. */
  readonly endpoint: string;
  readonly region: string;
}

export type QueryAction = (parameters: QueryParameters, scope: ControlScope) => XmlResult;

export const cloudFormationNamespace = 'http://cloudformation.amazonaws.com/doc/2010-05-15/';

/** CloudFormation's reads (API reference 2010-05-15). Every list is one page. */
export const cloudFormationActions: Readonly<Record<string, QueryAction>> = {
  DescribeStacks: (parameters, scope) => {
    const name = parameters.text('StackName');
    const stacks = name === undefined ? scope.deployment.stacks : [stackCalled(name, scope)];
    return { Stacks: stacks.map((stack) => describedStack(stack, scope)) };
  },
  ListStacks: (parameters, { deployment }) => {
    const wanted = parameters.texts('StackStatusFilter');
    const stacks = deployment.stacks.filter(({ status }) => wanted.length === 0 || wanted.includes(status));
    return {
      StackSummaries: stacks.map(({ id, name, description, createdAt, status }) => ({
        StackId: id,
        StackName: name,
        TemplateDescription: description || undefined,
        CreationTime: createdAt,
        StackStatus: status,
        DriftInformation: { StackDriftStatus: 'NOT_CHECKED' },
      })),
    };
  },
  ListStackResources: (parameters, scope) => {
    const stack = stackCalled(parameters.required('StackName'), scope);
    return {
      StackResourceSummaries: stack.resources.map((resource) => ({
        ...resourceState(resource, stack, 'LastUpdatedTimestamp'),
        DriftInformation: { StackResourceDriftStatus: 'NOT_CHECKED' },
      })),
    };
  },
  DescribeStackResources: (parameters, scope) => {
    const physicalId = parameters.text('PhysicalResourceId');
    const logicalId = parameters.text('LogicalResourceId');
    const stack =
      physicalId === undefined
        ? stackCalled(parameters.required('StackName'), scope)
        : stackHolding(physicalId, scope);
    const resources = stack.resources.filter(
      (resource) => logicalId === undefined || resource.logicalId === logicalId,
    );
    return {
      StackResources: resources.map((resource) => ({
        ...stackOf(stack),
        ...resourceState(resource, stack, 'Timestamp'),
      })),
    };
  },
  DescribeStackResource: (parameters, scope) => {
    const [name, logicalId] = [parameters.required('StackName'), parameters.required('LogicalResourceId')];
    const stack = findStack(name, scope);
    if (stack === undefined) throw new ControlError('ValidationError', `Stack '${name}' does not exist`);
    const resource = stack.resources.find((one) => one.logicalId === logicalId);
    if (resource === undefined)
      throw new ControlError(
        'ValidationError',
        `Resource ${logicalId} does not exist for stack ${stack.name}`,
      );
    return {
      StackResourceDetail: { ...stackOf(stack), ...resourceState(resource, stack, 'LastUpdatedTimestamp') },
    };
  },
  GetTemplate: (parameters, scope) => ({
    TemplateBody: stackCalled(parameters.required('StackName'), scope).templateBody,
    StagesAvailable: ['Original', 'Processed'],
  }),
  GetTemplateSummary: (parameters, scope) => {
    const name = parameters.text('StackName');
    const body = name === undefined ? templateBody(parameters) : stackCalled(name, scope).templateBody;
    const template = checkedTemplate(body);
    return {
      Parameters: parameterDeclarations(template),
      Description: template.description || undefined,
      ...capabilitiesOf(template),
      ResourceTypes: [...new Set([...template.resources.values()].map(({ type }) => type))],
      Version: '2010-09-09',
      DeclaredTransforms: [...template.transforms.keys()],
    };
  },
  ValidateTemplate: (parameters) => {
    const template = checkedTemplate(templateBody(parameters));
    return {
      Parameters: parameterDeclarations(template).map(({ ParameterType, ...rest }) => rest),
      Description: template.description || undefined,
      ...capabilitiesOf(template),
      DeclaredTransforms: [...template.transforms.keys()],
    };
  },
};

function templateBody(parameters: QueryParameters): string {
  const body = parameters.text('TemplateBody');
  if (body !== undefined && body !== '') return body;
  if (parameters.text('TemplateURL') !== undefined)
    throw new ControlError(
      'ValidationError',
      'TemplateURL is not fetched here; send the template as TemplateBody.',
    );
  throw new ControlError('ValidationError', 'Either Template URL or Template Body must be specified.');
}

function findStack(nameOrId: string, { deployment }: ControlScope): Stack | undefined {
  return deployment.stacks.find(({ name, id }) => name === nameOrId || id === nameOrId);
}

function stackCalled(nameOrId: string, scope: ControlScope): Stack {
  const stack = findStack(nameOrId, scope);
  if (stack === undefined)
    throw new ControlError('ValidationError', `Stack with id ${nameOrId} does not exist`);
  return stack;
}

function stackHolding(physicalId: string, { deployment }: ControlScope): Stack {
  const stack = deployment.stacks.find(({ resources }) =>
    resources.some((one) => one.physicalId === physicalId),
  );
  if (stack === undefined)
    throw new ControlError('ValidationError', `Stack for ${physicalId} does not exist`);
  return stack;
}

const stackOf = ({ name, id }: Stack) => ({ StackName: name, StackId: id });

function resourceState(
  { logicalId, physicalId, type }: StackResource,
  stack: Stack,
  timeName: string,
): XmlResult {
  return {
    LogicalResourceId: logicalId,
    PhysicalResourceId: physicalId,
    ResourceType: type,
    [timeName]: stack.createdAt,
    ResourceStatus: 'CREATE_COMPLETE',
  };
}

function describedStack(stack: Stack, { deployment, endpoint }: ControlScope): XmlResult {
  return {
    ...stackOf(stack),
    Description: stack.description || undefined,
    Parameters: Object.entries(stack.parameters).map(([ParameterKey, ParameterValue]) => ({
      ParameterKey,
      ParameterValue,
    })),
    CreationTime: stack.createdAt,
    RollbackConfiguration: {},
    StackStatus: stack.status,
    DisableRollback: false,
    NotificationARNs: [],
    Outputs: stack.outputs.map(({ key, value, description, exportName }) => ({
      OutputKey: key,
      OutputValue: localised(value, deployment, endpoint),
      Description: description,
      ExportName: exportName,
    })),
    Tags: [],
    EnableTerminationProtection: false,
    DriftInformation: { StackDriftStatus: 'NOT_CHECKED' },
  };
}
