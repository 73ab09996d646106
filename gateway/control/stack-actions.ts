import { refuseFinal } from './change-sets.ts';
import { ControlError } from './control-request.ts';
import type { AsyncQueryAction } from './control-scope.ts';
import { deleteStack, deployStack, versionOf } from './deploy-stack.ts';
import type { QueryParameters } from './query-protocol.ts';
import { isSame } from './template-changes.ts';
import { readTemplateRequest } from './template-request.ts';

/** CloudFormation's calls that change a stack without a change set, and what happened to it. */
export const stackActions: Readonly<Record<string, AsyncQueryAction>> = {
  CreateStack: (parameters, scope) =>
    scope.records.inTurn(async () => {
      const name = parameters.required('StackName');
      const known = scope.records.find(name);
      if (known !== undefined && known.name === name)
        throw new ControlError('AlreadyExistsException', `Stack [${name}] already exists`);
      const { request } = readTemplateRequest(parameters, undefined);
      const record = scope.records.add(name);
      await deployStack(record, request, { ...scope, onFailure: onFailureOf(parameters) });
      return { StackId: record.id };
    }),
  UpdateStack: (parameters, scope) =>
    scope.records.inTurn(async () => {
      const name = parameters.required('StackName');
      const record = scope.records.find(name);
      if (record === undefined || record.status === 'DELETE_COMPLETE')
        throw new ControlError('ValidationError', `Stack [${name}] does not exist`);
      refuseFinal(record);
      const after = readTemplateRequest(parameters, record);
      const before = record.deployed === null ? null : versionOf(record.deployed);
      if (before !== null && isSame(before, after))
        throw new ControlError('ValidationError', 'No updates are to be performed.');
      await deployStack(record, after.request, { ...scope, onFailure: onFailureOf(parameters) });
      return { StackId: record.id };
    }),
  DeleteStack: (parameters, scope) =>
    scope.records.inTurn(async () => {
      const record = scope.records.find(parameters.required('StackName'));
      if (record !== undefined && record.status !== 'DELETE_COMPLETE') await deleteStack(record, scope);
      return {};
    }),
  DescribeStackEvents: (parameters, { records }) => {
    const name = parameters.required('StackName');
    const record = records.find(name);
    if (record === undefined) throw new ControlError('ValidationError', `Stack [${name}] does not exist`);
    return {
      StackEvents: record.events.map(({ id, logicalId, physicalId, type, status, reason, at }) => ({
        StackId: record.id,
        EventId: id,
        StackName: record.name,
        LogicalResourceId: logicalId,
        PhysicalResourceId: physicalId,
        ResourceType: type,
        Timestamp: at,
        ResourceStatus: status,
        ResourceStatusReason: reason,
      })),
    };
  },
};

function onFailureOf(parameters: QueryParameters) {
  const given = parameters.text('OnFailure');
  if (given === 'DELETE') return 'DELETE';
  return given === 'DO_NOTHING' || parameters.text('DisableRollback') === 'true' ? 'DO_NOTHING' : 'ROLLBACK';
}
