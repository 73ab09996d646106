import type { StackResource } from '../model.ts';
import { changeSetActions } from './change-sets.ts';
import { ControlError } from './control-request.ts';
import type { AsyncQueryAction, ControlScope } from './control-scope.ts';
import { exportsOf } from './imports.ts';
import { localised } from './invoke-url.ts';
import type { XmlResult } from './query-protocol.ts';
import { stackActions } from './stack-actions.ts';
import type { StackRecord } from './stack-records.ts';
import { templateBody } from './template-request.ts';
import { capabilitiesOf, checkedTemplate, parameterDeclarations } from './template-summary.ts';

export const cloudFormationNamespace = 'http://cloudformation.amazonaws.com/doc/2010-05-15/';

/** CloudFormation's calls (API reference 2010-05-15). Every list is one page. */
export const cloudFormationActions: Readonly<Record<string, AsyncQueryAction>> = {
  ...changeSetActions,
  ...stackActions,
  DescribeStacks: (parameters, scope) => {
    const name = parameters.text('StackName');
    const records = name === undefined ? scope.records.live() : [scope.records.called(name)];
    return { Stacks: records.map((record) => describedStack(record, scope)) };
  },
  ListStacks: (parameters, { records }) => {
    const wanted = parameters.texts('StackStatusFilter');
    const listed = records.all().filter(({ status }) => wanted.length === 0 || wanted.includes(status));
    return {
      StackSummaries: listed.map((record) => ({
        StackId: record.id,
        StackName: record.name,
        TemplateDescription: record.deployed?.stack.description || undefined,
        CreationTime: record.createdAt,
        LastUpdatedTime: record.updatedAt,
        DeletionTime: record.deletedAt,
        StackStatus: record.status,
        StackStatusReason: record.statusReason,
        DriftInformation: { StackDriftStatus: 'NOT_CHECKED' },
      })),
    };
  },
  ListStackResources: (parameters, scope) => {
    const stack = scope.records.called(parameters.required('StackName'));
    return {
      StackResourceSummaries: resourcesOf(stack).map((resource) => ({
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
        ? scope.records.called(parameters.required('StackName'))
        : stackHolding(physicalId, scope);
    const resources = resourcesOf(stack).filter(
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
    const stack = scope.records.find(name);
    if (stack === undefined) throw new ControlError('ValidationError', `Stack '${name}' does not exist`);
    const resource = resourcesOf(stack).find((one) => one.logicalId === logicalId);
    if (resource === undefined)
      throw new ControlError(
        'ValidationError',
        `Resource ${logicalId} does not exist for stack ${stack.name}`,
      );
    return {
      StackResourceDetail: { ...stackOf(stack), ...resourceState(resource, stack, 'LastUpdatedTimestamp') },
    };
  },
  ListExports: (_parameters, { deployment: { stacks } }) => ({
    Exports: exportsOf(stacks, stacks).map(({ stack, output }) => ({
      ExportingStackId: stack.id,
      Name: output.exportName,
      Value: output.value,
    })),
  }),
  ListImports: (parameters, { deployment: { stacks } }) => {
    const name = parameters.required('ExportName');
    const one = exportsOf(stacks, stacks).find(({ output }) => output.exportName === name);
    if (one === undefined || one.importers.length === 0)
      throw new ControlError('ValidationError', `Export '${name}' is not imported by any stack.`);
    return { Imports: one.importers };
  },
  GetTemplate: (parameters, scope) => ({
    TemplateBody: bodyOf(scope.records.called(parameters.required('StackName'))),
    StagesAvailable: ['Original', 'Processed'],
  }),
  GetTemplateSummary: (parameters, scope) => {
    const name = parameters.text('StackName');
    const body = name === undefined ? templateBody(parameters) : bodyOf(scope.records.called(name));
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

const resourcesOf = ({ deployed }: StackRecord): readonly StackResource[] => deployed?.stack.resources ?? [];

function bodyOf({ name, deployed }: StackRecord): string {
  if (deployed !== null) return deployed.body;
  throw new ControlError('ValidationError', `Stack with id ${name} has no template: it was never deployed`);
}

function stackHolding(physicalId: string, { records }: ControlScope): StackRecord {
  const record = records
    .live()
    .find((one) => resourcesOf(one).some((each) => each.physicalId === physicalId));
  if (record === undefined)
    throw new ControlError('ValidationError', `Stack for ${physicalId} does not exist`);
  return record;
}

const stackOf = ({ name, id }: StackRecord) => ({ StackName: name, StackId: id });

function resourceState(
  { logicalId, physicalId, type }: StackResource,
  record: StackRecord,
  timeName: string,
): XmlResult {
  return {
    LogicalResourceId: logicalId,
    PhysicalResourceId: physicalId,
    ResourceType: type,
    [timeName]: record.updatedAt ?? record.createdAt,
    ResourceStatus: record.events.find((event) => event.logicalId === logicalId)?.status ?? 'CREATE_COMPLETE',
  };
}

function describedStack(record: StackRecord, { deployment, endpoint }: ControlScope): XmlResult {
  const { deployed, createdAt, updatedAt, deletedAt, status, statusReason } = record;
  const parameters = Object.entries(deployed?.stack.parameters ?? {});
  return {
    ...stackOf(record),
    Description: deployed?.stack.description || undefined,
    Parameters: parameters.map(([ParameterKey, ParameterValue]) => ({ ParameterKey, ParameterValue })),
    CreationTime: createdAt,
    LastUpdatedTime: updatedAt,
    DeletionTime: deletedAt,
    RollbackConfiguration: {},
    StackStatus: status,
    StackStatusReason: statusReason,
    DisableRollback: false,
    NotificationARNs: [],
    Capabilities: deployed?.capabilities ?? [],
    Outputs: (deployed?.stack.outputs ?? []).map(({ key, value, description, exportName }) => ({
      OutputKey: key,
      OutputValue: localised(value, deployment, endpoint),
      Description: description,
      ExportName: exportName,
    })),
    Tags: Object.entries(deployed?.tags ?? {}).map(([Key, Value]) => ({ Key, Value })),
    EnableTerminationProtection: false,
    DriftInformation: { StackDriftStatus: 'NOT_CHECKED' },
  };
}
