import { randomUUID } from 'node:crypto';
import { ControlError } from './control-request.ts';
import type { AsyncQueryAction, ControlScope } from './control-scope.ts';
import { type Deploying, deployStack, versionOf } from './deploy-stack.ts';
import type { QueryParameters, XmlResult } from './query-protocol.ts';
import { happened, type StackRecord, type TemplateRequest } from './stack-records.ts';
import { isSame, type ResourceChange, resourceChanges } from './template-changes.ts';
import { readTemplateRequest } from './template-request.ts';

/** What a client asked to change, before it's done. */
export interface ChangeSet {
  readonly name: string;
  readonly id: string;
  readonly description: string | undefined;
  /** ISO 8601. */
  readonly createdAt: string;
  readonly request: TemplateRequest;
  readonly changes: readonly ResourceChange[];
  /** Why it can't be executed. */
  readonly failure: string | null;
  readonly onFailure: string | undefined;
  executed: boolean;
}

/** The sentence that the AWS CLI looks for. */
const noChanges =
  "The submitted information didn't contain changes. Submit different information to create a change set.";

/** CloudFormation's change sets, which `aws cloudformation deploy` works with. */
export const changeSetActions: Readonly<Record<string, AsyncQueryAction>> = {
  CreateChangeSet: (parameters, scope) => {
    const record = recordFor(parameters, scope);
    const changeSet = newChangeSet(parameters, record, scope);
    record.changeSets.push(changeSet);
    return { Id: changeSet.id, StackId: record.id };
  },
  DescribeChangeSet: (parameters, scope) => {
    const { record, changeSet } = changeSetCalled(parameters, scope);
    return described(changeSet, record);
  },
  ListChangeSets: (parameters, { records }) => {
    const record = records.called(parameters.required('StackName'));
    return { Summaries: record.changeSets.map((one) => summary(one, record)) };
  },
  DeleteChangeSet: (parameters, scope) => {
    const found = findChangeSet(parameters, scope);
    if (found !== undefined)
      found.record.changeSets = found.record.changeSets.filter((one) => one !== found.changeSet);
    return {};
  },
  ExecuteChangeSet: (parameters, scope) =>
    scope.records.inTurn(async () => {
      const { record, changeSet } = changeSetCalled(parameters, scope);
      if (statusOf(changeSet).ExecutionStatus !== 'AVAILABLE')
        throw new ControlError(
          'InvalidChangeSetStatus',
          `ChangeSet [${changeSet.id}] cannot be executed in its current status of [${statusOf(changeSet).Status}]`,
        );
      changeSet.executed = true;
      record.changeSets = [changeSet];
      await deployStack(record, changeSet.request, {
        ...scope,
        onFailure: onFailureOf(parameters, changeSet),
      });
      return {};
    }),
};

function onFailureOf(parameters: QueryParameters, { onFailure }: ChangeSet) {
  if (parameters.text('DisableRollback') === 'true' || onFailure === 'DO_NOTHING') return 'DO_NOTHING';
  return onFailure === 'DELETE' ? 'DELETE' : 'ROLLBACK';
}

/** The stack that a change set is for; a new one for the type CREATE. */
function recordFor(parameters: QueryParameters, { records }: ControlScope): StackRecord {
  const [stackName, name] = [parameters.required('StackName'), parameters.required('ChangeSetName')];
  const record = records.find(stackName);
  const live = record?.status === 'DELETE_COMPLETE' ? undefined : record;
  const type = parameters.text('ChangeSetType') ?? 'UPDATE';
  if (live?.changeSets.some((one) => one.name === name))
    throw new ControlError('AlreadyExistsException', `ChangeSet ${name} already exists`);
  if (type === 'CREATE') {
    if (live === undefined || live.status === 'REVIEW_IN_PROGRESS') {
      readTemplateRequest(parameters, live);
      if (live !== undefined) return live;
      const created = records.add(stackName);
      happened(created, 'REVIEW_IN_PROGRESS', { reason: 'User Initiated' });
      return created;
    }
    throw new ControlError(
      'ValidationError',
      `Stack:${live.id} already exists and cannot be created again with the changeSet [${name}].`,
    );
  }
  if (type !== 'UPDATE')
    throw new ControlError('ValidationError', `Change sets of the type ${type} are not made here.`);
  if (live === undefined) throw new ControlError('ValidationError', `Stack [${stackName}] does not exist`);
  refuseFinal(live);
  return live;
}

/** A stack whose creation failed can only be deleted. */
export function refuseFinal({ id, status, deployed }: StackRecord): void {
  if (deployed !== null || status === 'CREATE_FAILED') return;
  throw new ControlError('ValidationError', `Stack:${id} is in ${status} state and can not be updated.`);
}

function newChangeSet(parameters: QueryParameters, record: StackRecord, { region }: Deploying): ChangeSet {
  const name = parameters.required('ChangeSetName');
  const { request, template } = readTemplateRequest(parameters, record);
  const before = record.deployed === null ? null : versionOf(record.deployed);
  const after = { template, request };
  const account = record.id.split(':')[4] ?? '';
  return {
    name,
    id: `arn:${record.id.split(':')[1]}:cloudformation:${region}:${account}:changeSet/${name}/${randomUUID()}`,
    description: parameters.text('Description'),
    createdAt: new Date().toISOString(),
    request,
    changes: resourceChanges(before, after),
    failure: before !== null && isSame(before, after) ? noChanges : null,
    onFailure: parameters.text('OnStackFailure'),
    executed: false,
  };
}

function findChangeSet(parameters: QueryParameters, { records }: ControlScope) {
  const name = parameters.required('ChangeSetName');
  const stackName = parameters.text('StackName');
  const among = stackName === undefined ? records.all() : [records.called(stackName)];
  for (const record of among) {
    const changeSet = record.changeSets.find((one) => one.id === name || one.name === name);
    if (changeSet !== undefined) return { record, changeSet };
  }
  return undefined;
}

function changeSetCalled(parameters: QueryParameters, scope: ControlScope) {
  const found = findChangeSet(parameters, scope);
  if (found !== undefined) return found;
  const name = parameters.required('ChangeSetName');
  throw new ControlError('ChangeSetNotFound', `ChangeSet [${name}] does not exist`, 404);
}

function statusOf({ failure, executed }: ChangeSet) {
  if (failure !== null) return { Status: 'FAILED', StatusReason: failure, ExecutionStatus: 'UNAVAILABLE' };
  return { Status: 'CREATE_COMPLETE', ExecutionStatus: executed ? 'EXECUTE_COMPLETE' : 'AVAILABLE' };
}

function summary(changeSet: ChangeSet, record: StackRecord): XmlResult {
  return {
    ChangeSetName: changeSet.name,
    ChangeSetId: changeSet.id,
    StackId: record.id,
    StackName: record.name,
    Description: changeSet.description,
    CreationTime: changeSet.createdAt,
    IncludeNestedStacks: false,
    ...statusOf(changeSet),
  };
}

function described(changeSet: ChangeSet, record: StackRecord): XmlResult {
  const { request, changes } = changeSet;
  const hidden = versionOf(request)?.template.parameters;
  const known = record.deployed?.stack.resources ?? [];
  return {
    ...summary(changeSet, record),
    Parameters: Object.entries(request.parameters).map(([ParameterKey, value]) => {
      const node = hidden?.get(ParameterKey);
      const noEcho = node?.kind === 'map' ? node.entries.get('NoEcho') : undefined;
      const isHidden = noEcho?.kind === 'scalar' && String(noEcho.value) === 'true';
      return { ParameterKey, ParameterValue: isHidden ? '****' : value };
    }),
    Capabilities: request.capabilities,
    NotificationARNs: [],
    RollbackConfiguration: {},
    Tags: Object.entries(request.tags).map(([Key, Value]) => ({ Key, Value })),
    Changes: changes.map(({ action, logicalId, type }) => ({
      Type: 'Resource',
      ResourceChange: {
        Action: action,
        LogicalResourceId: logicalId,
        PhysicalResourceId: known.find((one) => one.logicalId === logicalId)?.physicalId,
        ResourceType: type,
        // Ids are made of names, so that nothing gets a new one.
        Replacement: action === 'Modify' ? 'False' : undefined,
        Scope: action === 'Modify' ? ['Properties'] : [],
        Details: [],
      },
    })),
  };
}
