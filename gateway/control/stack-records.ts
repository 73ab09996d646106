import { randomUUID } from 'node:crypto';
import { stackIdOf } from '../definition/identities.ts';
import { partitionOf } from '../definition/region.ts';
import { readTemplate, textOf } from '../definition/template.ts';
import type { Deployment, Stack } from '../model.ts';
import type { ChangeSet } from './change-sets.ts';
import { ControlError } from './control-request.ts';

/** A stack as CloudFormation remembers it: also one that isn't there yet, or failed, or is gone. */
export interface StackRecord {
  readonly name: string;
  readonly id: string;
  /** ISO 8601, like the other times. */
  readonly createdAt: string;
  updatedAt: string | undefined;
  deletedAt: string | undefined;
  status: string;
  statusReason: string | undefined;
  /** What it was last deployed from; `null` before the first time, and after a creation that failed. */
  deployed: DeployedTemplate | null;
  /** Newest first. */
  readonly events: StackEvent[];
  /** Oldest first. */
  changeSets: ChangeSet[];
}

export interface TemplateRequest {
  readonly body: string;
  /** Every parameter of the template with its value, NoEcho ones too. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly capabilities: readonly string[];
}

export interface DeployedTemplate extends TemplateRequest {
  readonly stack: Stack;
}

export interface StackEvent {
  readonly id: string;
  readonly logicalId: string;
  readonly physicalId: string;
  readonly type: string;
  readonly status: string;
  readonly reason: string | undefined;
  readonly at: string;
}

export const stackType = 'AWS::CloudFormation::Stack';

/** All stacks that CloudFormation knows. */
export class StackRecords {
  private readonly records: StackRecord[] = [];
  private readonly region: string;
  private last: Promise<unknown> = Promise.resolve();

  /** `given`: the parameters, by stack name, that the stacks of the deployment were loaded with. */
  constructor(
    deployment: Deployment,
    { region, given }: { region: string; given: Readonly<Record<string, Readonly<Record<string, string>>>> },
  ) {
    this.region = region;
    for (const stack of deployment.stacks) this.records.push(recordOf(stack, given[stack.name] ?? {}));
  }

  /** In the order of their creation, deleted ones too. */
  all(): readonly StackRecord[] {
    return this.records;
  }

  live(): readonly StackRecord[] {
    return this.records.filter(({ status }) => status !== 'DELETE_COMPLETE');
  }

  /** A deleted stack is found by its id only. */
  find(nameOrId: string): StackRecord | undefined {
    const live = this.live().find(({ name, id }) => name === nameOrId || id === nameOrId);
    return live ?? this.records.findLast(({ id }) => id === nameOrId);
  }

  /** Throws what CloudFormation answers for a stack that it doesn't know. */
  called(nameOrId: string): StackRecord {
    const record = this.find(nameOrId);
    if (record === undefined)
      throw new ControlError('ValidationError', `Stack with id ${nameOrId} does not exist`);
    return record;
  }

  /** A stack that is to be created. Throws for a name that CloudFormation refuses. */
  add(name: string): StackRecord {
    if (!/^[a-zA-Z][-a-zA-Z0-9]{0,127}$/.test(name))
      throw new ControlError(
        'ValidationError',
        `1 validation error detected: Value '${name}' at 'stackName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z][-a-zA-Z0-9]*`,
      );
    const record: StackRecord = {
      name,
      id: stackIdOf(name, { partition: partitionOf(this.region), region: this.region, accountId }),
      createdAt: new Date().toISOString(),
      updatedAt: undefined,
      deletedAt: undefined,
      status: 'REVIEW_IN_PROGRESS',
      statusReason: 'User Initiated',
      deployed: null,
      events: [],
      changeSets: [],
    };
    this.records.push(record);
    return record;
  }

  /** Runs one change of what is deployed after the other. */
  inTurn<Result>(change: () => Promise<Result>): Promise<Result> {
    const result = this.last.then(change);
    this.last = result.catch(() => {});
    return result;
  }
}

const accountId = '123456789012';

/** Adds an event; one of the stack itself is also its status. */
export function happened(
  record: StackRecord,
  status: string,
  {
    resource,
    reason,
  }: { resource?: Pick<StackEvent, 'logicalId' | 'physicalId' | 'type'>; reason?: string } = {},
): void {
  const what = resource ?? { logicalId: record.name, physicalId: record.id, type: stackType };
  record.events.unshift({ id: randomUUID(), ...what, status, reason, at: new Date().toISOString() });
  if (resource !== undefined) return;
  record.status = status;
  record.statusReason = reason;
}

function recordOf(stack: Stack, given: Readonly<Record<string, string>>): StackRecord {
  const { name, id, createdAt, status, templateBody: body } = stack;
  const record: StackRecord = {
    name,
    id,
    createdAt,
    updatedAt: undefined,
    deletedAt: undefined,
    status,
    statusReason: undefined,
    deployed: { body, parameters: valuesOf(stack, given), tags: {}, capabilities: [], stack },
    events: [],
    changeSets: [],
  };
  for (const resource of stack.resources) happened(record, 'CREATE_COMPLETE', { resource });
  happened(record, status);
  return record;
}

/** What its parameters really are: a stack shows asterisks for some. */
function valuesOf({ templateBody, parameters }: Stack, given: Readonly<Record<string, string>>) {
  const hidden = Object.entries(parameters).filter(([, value]) => value === '****');
  if (hidden.length === 0) return parameters;
  const declared = readTemplate(templateBody, 'the template').parameters;
  const values = hidden.map(([name, value]) => {
    const node = declared.get(name);
    const byDefault = node?.kind === 'map' ? textOf(node.entries.get('Default')) : undefined;
    return [name, given[name] ?? byDefault ?? value] as const;
  });
  return { ...parameters, ...Object.fromEntries(values) };
}
