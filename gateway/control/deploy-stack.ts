import { DefinitionError } from '../definition/definition-error.ts';
import { openBody } from '../definition/load-body.ts';
import type { DefinitionWarning, Stack } from '../model.ts';
import type { Serving } from '../serving.ts';
import { type OnFailure, tellFailure } from './failed-deployment.ts';
import { usedExport } from './imports.ts';
import { withKeptDeployments } from './kept-deployments.ts';
import { readBeside, surroundingsOf, withChanged } from './read-beside.ts';
import {
  type DeployedTemplate,
  happened,
  type StackRecord,
  type StackRecords,
  stackType,
  type TemplateRequest,
} from './stack-records.ts';
import { changedResources, resourceChanges } from './template-changes.ts';

/** What a deployment changes. */
export interface Deploying {
  readonly serving: Pick<Serving, 'deployment' | 'replace' | 'quotaUsed'>;
  readonly records: StackRecords;
  readonly region: string;
  /** Templates with something that wouldn't be served as AWS would are refused. */
  readonly strict: boolean;
  readonly onWarning: (warning: DefinitionWarning) => void;
  /** Gets a line when a stack has changed, or hasn't. */
  readonly log: (line: string) => void;
}

interface DeployOptions {
  readonly onFailure: OnFailure;
}

/**
 * Creates a stack or updates it, as its record says. It is done when this resolves: clients poll half a minute apart.
 * Where the template can't be deployed, what was served before is served on, and the stack's events say why.
 */
export async function deployStack(
  record: StackRecord,
  request: TemplateRequest,
  { onFailure, ...deploying }: Deploying & DeployOptions,
): Promise<void> {
  const before = record.deployed;
  const verb = before === null ? 'CREATE' : 'UPDATE';
  happened(record, `${verb}_IN_PROGRESS`, { reason: 'User Initiated' });
  try {
    const stack = await serveInstead(record, request, deploying);
    record.deployed = { ...request, stack };
    tellResources(record, before);
    happened(record, `${verb}_COMPLETE`);
  } catch (error) {
    tellFailure(record, { error, body: request.body, onFailure });
  }
  if (before !== null) record.updatedAt = new Date().toISOString();
  const { name, status, statusReason } = record;
  deploying.log(`${name}: ${status}${statusReason === undefined ? '' : `: ${statusReason}`}`);
}

/** Ends the stack, those nested in it, and their functions. */
export async function deleteStack(record: StackRecord, deploying: Deploying): Promise<void> {
  happened(record, 'DELETE_IN_PROGRESS', { reason: 'User Initiated' });
  const family = familyOf(record, deploying.records);
  const gone = new Set(family.map(({ id }) => id));
  const { serving } = deploying;
  const { stacks } = serving.deployment;
  const why = usedExport(
    stacks.filter(({ id }) => gone.has(id)),
    [],
    stacks.filter(({ id }) => !gone.has(id)),
  );
  if (why !== null) {
    happened(record, 'DELETE_FAILED', { reason: `Delete canceled. ${why}` });
    deploying.log(`${record.name}: DELETE_FAILED: ${why}`);
    return;
  }
  const left = stacks.filter(({ id }) => !gone.has(id));
  const before = stacks.filter(({ id }) => gone.has(id));
  const around = surroundingsOf(record, {}, { left, region: deploying.region });
  const { changed } = readBeside(null, { around, before, left, records: deploying.records });
  await serving.replace({ stacks: withChanged(left, changed) });
  for (const one of family) {
    for (const resource of one.deployed?.stack.resources ?? [])
      happened(one, 'DELETE_COMPLETE', { resource });
    happened(one, 'DELETE_COMPLETE');
    one.deletedAt = new Date().toISOString();
  }
  deploying.log(`${record.name}: DELETE_COMPLETE`);
}

async function serveInstead(
  record: StackRecord,
  { body, parameters }: TemplateRequest,
  deploying: Deploying,
): Promise<Stack> {
  const { serving, records, region, strict, onWarning } = deploying;
  const file = `${record.name}.template`;
  const mine = new Set(familyOf(record, records).map(({ id }) => id));
  const others = serving.deployment.stacks.filter(({ id }) => !mine.has(id));
  const before = serving.deployment.stacks.filter(({ id }) => mine.has(id));
  const around = surroundingsOf(record, parameters, { left: others, region });
  const loaded = readBeside(openBody(body, file, parameters), { around, before, left: others, records });
  for (const stack of loaded.stacks) refuseTaken(stack, others);
  const why = usedExport(before, loaded.stacks, others);
  if (why !== null) throw new DefinitionError(why, { file, line: null });
  if (strict) refuseUnsupported(loaded.warnings, file);
  const { stacks, warnings } = withKeptDeployments(loaded.stacks, before, new Date().toISOString());
  const [root] = stacks;
  if (root === undefined) throw new Error('The template makes no stack.');
  const served = serving.deployment;
  const more = await serving.replace({
    stacks: [...withChanged(others, loaded.changed), ...stacks],
  });
  // Whether functions can run is known only now.
  if (strict && more.some(({ advice }) => advice !== true)) {
    await serving.replace(served);
    refuseUnsupported(more, file);
  }
  for (const warning of [...loaded.warnings, ...warnings, ...more]) onWarning(warning);
  return root;
}

/** Throws DefinitionError where something would be answered otherwise than by AWS. */
function refuseUnsupported(warnings: readonly DefinitionWarning[], file: string): void {
  const unsupported = warnings.filter(({ advice }) => advice !== true);
  const [first] = unsupported;
  if (first === undefined) return;
  const named = unsupported.map(({ resource, property, line, message }) => {
    const name = property === undefined ? resource : `${resource}.${property}`;
    return `${line === null ? '' : `line ${line}, `}${name}: ${message}`;
  });
  throw new DefinitionError(
    `Not served as AWS would, and the local gateway was started with --strict: ${named.join('; ')}`,
    { file, line: first.line },
  );
}

/** A function's name belongs to one stack. */
function refuseTaken(stack: Stack, others: readonly Stack[]): void {
  for (const { arn, name, logicalId, line = null } of stack.functions) {
    const owner = others.find(({ functions }) => functions.some((one) => one.arn === arn));
    if (owner !== undefined)
      throw new DefinitionError(
        `${name} already exists in stack ${owner.id}, so ${logicalId} can't be made.`,
        {
          file: stack.file,
          line,
        },
      );
  }
}

/** The stack and those that its resources are, all the way down. */
function familyOf(record: StackRecord, records: StackRecords): StackRecord[] {
  const nested = (record.deployed?.stack.resources ?? [])
    .filter(({ type }) => type === stackType)
    .flatMap(({ physicalId }) => records.live().filter(({ id }) => id === physicalId));
  return [record, ...nested.flatMap((one) => familyOf(one, records))];
}

function tellResources(record: StackRecord, before: DeployedTemplate | null): void {
  const after = record.deployed;
  if (after === null) return;
  const known = [...after.stack.resources, ...(before?.stack.resources ?? [])];
  for (const { resource, action } of changedResources(changesOf(before, after), known)) {
    const word = ({ Add: 'CREATE', Modify: 'UPDATE', Remove: 'DELETE' } as const)[action];
    happened(record, `${word}_IN_PROGRESS`, { resource });
    happened(record, `${word}_COMPLETE`, { resource });
  }
}

function changesOf(before: DeployedTemplate | null, after: DeployedTemplate) {
  const version = versionOf(after);
  return version === null ? [] : resourceChanges(before === null ? null : versionOf(before), version);
}

/** What a stack was deployed from, to compare with; `null` where it wasn't a template (Terraform). */
export function versionOf(request: TemplateRequest) {
  try {
    return { template: openBody(request.body, 'the template', request.parameters), request };
  } catch (error) {
    if (error instanceof DefinitionError) return null;
    throw error;
  }
}
