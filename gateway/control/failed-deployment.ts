import { DefinitionError } from '../definition/definition-error.ts';
import { openBody } from '../definition/load-body.ts';
import type { Template } from '../definition/template.ts';
import { happened, type StackEvent, type StackRecord } from './stack-records.ts';

/** What becomes of a stack that can't be created; one that can't be updated stays as it was. */
export type OnFailure = 'ROLLBACK' | 'DO_NOTHING' | 'DELETE';

interface Failure {
  readonly error: unknown;
  readonly body: string;
  readonly onFailure: OnFailure;
}

/** Writes down why, and what becomes of the stack. A failed update leaves what was deployed before. */
export function tellFailure(record: StackRecord, { error, body, onFailure }: Failure): void {
  const isNew = record.deployed === null;
  const verb = isNew ? 'CREATE' : 'UPDATE';
  const reason = reasonOf(error);
  const resource = error instanceof DefinitionError ? failedResource(error, body, record) : null;
  // What an update adds fails to be created.
  const failing = resource?.physicalId === '' ? 'CREATE' : verb;
  if (resource !== null) happened(record, `${failing}_FAILED`, { resource, reason });
  const summary =
    resource === null
      ? reason
      : `The following resource(s) failed to ${failing.toLowerCase()}: [${resource.logicalId}].`;
  if (onFailure === 'DO_NOTHING') {
    happened(record, `${verb}_FAILED`, { reason: summary });
    return;
  }
  if (onFailure === 'DELETE' && isNew) {
    happened(record, 'DELETE_IN_PROGRESS', { reason: `${summary} Delete requested by user.` });
    happened(record, 'DELETE_COMPLETE');
    record.deletedAt = new Date().toISOString();
    return;
  }
  const rollback = isNew ? 'ROLLBACK' : 'UPDATE_ROLLBACK';
  const requested = isNew ? `${summary} Rollback requested by user.` : summary;
  happened(record, `${rollback}_IN_PROGRESS`, { reason: requested });
  happened(record, `${rollback}_COMPLETE`, { reason: requested });
}

function reasonOf(error: unknown): string {
  if (!(error instanceof DefinitionError)) return error instanceof Error ? error.message : String(error);
  const place = error.line === null ? '' : ` (line ${error.line} of the template)`;
  return [`${error.message.replace(/\.$/, '')}${place}.`, ...error.next].join(' ');
}

/** The resource that the line is part of; `null` where it's part of none. */
function failedResource(
  { line }: DefinitionError,
  body: string,
  record: StackRecord,
): Pick<StackEvent, 'logicalId' | 'physicalId' | 'type'> | null {
  const template = line === null ? null : templateOrNull(body);
  if (line === null || template === null) return null;
  const starts = [
    ...[...template.resources.values()].map((resource) => ({
      at: Math.min(resource.line, resource.properties.line),
      resource,
    })),
    ...[...template.outputs.values(), ...template.parameters.values(), ...template.conditions.values()].map(
      (node) => ({ at: node.line, resource: null }),
    ),
  ];
  const nearest = starts.filter(({ at }) => at <= line).sort((a, b) => b.at - a.at)[0];
  if (nearest === undefined || nearest.resource === null) return null;
  const { logicalId, type } = nearest.resource;
  const known = record.deployed?.stack.resources.find((one) => one.logicalId === logicalId);
  return { logicalId, type, physicalId: known?.physicalId ?? '' };
}

function templateOrNull(body: string): Template | null {
  try {
    return openBody(body, 'the template');
  } catch {
    return null;
  }
}
