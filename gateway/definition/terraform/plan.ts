import type { DefinitionWarning } from '../../model.ts';
import { isKnownProperty } from '../known-properties.ts';
import { attributeNames, idOfApi } from './attributes.ts';
import { nodeOf } from './body.ts';
import { Document } from './document.ts';
import type { TerraformResource } from './gathered.ts';
import { functionCode, type ReadTerraform, surroundingsOf } from './load.ts';
import { isLocalFile } from './local-files.ts';
import { type PlanDocument, type PlannedResource, readPlanDocument } from './plan-document.ts';
import { withLocalIds } from './plan-ids.ts';
import { afterApply, knownOf, PlanReferences, referencesOf } from './plan-references.ts';
import { withLocalVersions } from './plan-versions.ts';
import type { Evaluated, TerraformOutput } from './read-configuration.ts';
import { isPart } from './rest-parts.ts';
import { stackTemplate } from './stack-template.ts';
import { camelCase, isInert, translations } from './translation.ts';
import { isList, isMap, mapOf, type Value, type ValueMap } from './value.ts';
import type { World } from './world.ts';

export interface PlanOptions {
  readonly file: string;
  /** Folder that `terraform` was run in, for relative file names: the plan's own. */
  readonly folder: string;
  readonly stackName: string;
  readonly region: string;
  readonly accountId: string;
}

/** Reads a plan or a state in Terraform's JSON. What is known only after apply is made up as AWS would make it. */
export function readPlan(text: string, json: ValueMap, options: PlanOptions): ReadTerraform {
  const plan = withLocalVersions(withLocalIds(readPlanDocument(json), options));
  const document = new Document();
  document.add(options.file, text);
  const place = placeOf(plan, options);
  const warnings: DefinitionWarning[] = [];
  const world: World = {
    folder: options.folder,
    document,
    stack: surroundingsOf({ ...options, accountId: place.accountId }, place.region),
    resourcesOf: (type) =>
      plan.resources.filter((one) => one.type === type && one.mode === 'managed').map(knownOf),
    warn: (resource, line, message) => warnings.push({ file: options.file, line, resource, message }),
    render: () => '',
  };
  const evaluated = evaluatePlan(plan, { text, world });
  const code = functionCode(evaluated, { folder: options.folder, document, world });
  const template = stackTemplate(evaluated, {
    file: options.file,
    body: text,
    stackName: options.stackName,
    apiIdOf: (api) => idOfApi(api.address, world),
    fail: (line, message) => document.fail(line, message),
  });
  return {
    template: { ...template, code },
    outputs: evaluated.outputs,
    declared: [],
    ...place,
    warnings,
    place: (line) => document.place(line),
  };
}

/** Region and account that the plan's own ARNs name, or else its provider. */
function placeOf(
  plan: PlanDocument,
  { region, accountId }: PlanOptions,
): { region: string; accountId: string } {
  for (const { values, type } of plan.resources) {
    if (
      type !== 'aws_lambda_function' &&
      type !== 'aws_api_gateway_rest_api' &&
      type !== 'aws_apigatewayv2_api'
    )
      continue;
    const arn = /^arn:[\w-]+:\w[\w-]*:([a-z0-9-]+):(\d{12}):/.exec(
      String(values.execution_arn ?? values.arn ?? ''),
    );
    if (arn !== null) return { region: arn[1] ?? region, accountId: arn[2] ?? accountId };
  }
  return { region: plan.region ?? region, accountId };
}

function evaluatePlan(plan: PlanDocument, { text, world }: { text: string; world: World }): Evaluated {
  const references = new PlanReferences(plan);
  const completed = plan.resources.map((one) => ({
    ...one,
    values: completedValues(one, references, world),
  }));
  // Attributes such as a path are made of other resources' arguments: those have to be complete.
  Object.assign(world, {
    resourcesOf: (type: string) =>
      completed.filter((one) => one.type === type && one.mode === 'managed').map(knownOf),
  });
  const finished = new PlanReferences({ ...plan, resources: completed });
  const resources = completed
    .map((one) => ({ ...one, values: completedValues(one, finished, world) }))
    .map((one) => gathered(one, { references: finished, line: lineOf(text, one.address) }));
  for (const one of completed)
    warnOfUnknown(one, { references: finished, world, line: lineOf(text, one.address) });
  const isArchive = ({ type }: { type: string }) => type === 'archive_file';
  const managed = new Set(
    plan.resources.filter(({ mode }) => mode === 'managed').map(({ address }) => address),
  );
  return {
    resources: resources.filter(
      (one) => managed.has(one.address) && !isArchive(one) && !isLocalFile(one.type),
    ),
    files: resources.filter(({ type }) => isLocalFile(type)),
    archives: resources.filter(isArchive),
    outputs: outputsOf(plan, { references: finished, world }),
    variables: Object.fromEntries(
      Object.entries(plan.variables).map(([name, value]) => [
        name,
        typeof value === 'string' ? value : JSON.stringify(value),
      ]),
    ),
  };
}

const configured = ({ prefix, mode, type, name }: PlannedResource, references: PlanReferences) =>
  references.moduleAt(prefix)?.resources.get(`${mode === 'data' ? 'data.' : ''}${type}.${name}`);

/** The planned values with those that are known only after apply. */
function completedValues(resource: PlannedResource, references: PlanReferences, world: World): ValueMap {
  const expressions = configured(resource, references)?.expressions ?? {};
  const values: Record<string, Value> = { ...resource.values };
  for (const [name, expression] of Object.entries(expressions)) {
    if ((values[name] ?? null) !== null) continue;
    const candidates = references.candidates(referencesOf(expression), {
      prefix: resource.prefix,
      key: resource.index,
    });
    const value = isMap(expression) && !isList(expression) ? afterApply(name, candidates, world) : undefined;
    if (value !== undefined) values[name] = value;
  }
  return values;
}

const isRead = (type: string) => translations[type] !== undefined || isPart(type);

function warnOfUnknown(
  resource: PlannedResource,
  { references, world, line }: { references: PlanReferences; world: World; line: number },
): void {
  if (!isRead(resource.type) || resource.mode !== 'managed') return;
  const names = translations[resource.type]?.names ?? {};
  for (const [name, expression] of Object.entries(configured(resource, references)?.expressions ?? {})) {
    if (isInert(names[name]) || (resource.values[name] ?? null) !== null) continue;
    if (referencesOf(expression).length === 0) continue;
    world.warn(resource.address, line, `${name} is known only after apply, and is left out here`);
  }
}

function gathered(
  resource: PlannedResource,
  { references, line }: { references: PlanReferences; line: number },
): TerraformResource {
  const own = configured(resource, references);
  const wanted = (name: string) =>
    own === undefined || resource.type === 'archive_file'
      ? isArgument(resource.type, name)
      : Object.hasOwn(own.expressions, name);
  const values = Object.entries(resource.values).filter(([name, value]) => wanted(name) && !isEmpty(value));
  const arguments_ = nodeOf(mapOf(values), line);
  const referred =
    own === undefined ? [] : [...referencesOf(own.expressions), ...own.dependsOn.map((one) => `${one}.id`)];
  const dependsOn = references.candidates(referred, { prefix: resource.prefix, key: resource.index });
  return {
    address: resource.address,
    type: resource.type,
    line,
    arguments:
      arguments_.kind === 'map' ? arguments_ : { kind: 'map', entries: new Map(), keyLines: new Map(), line },
    dependsOn: [...new Set([...resource.dependsOn, ...dependsOn.map(({ target }) => target.address)])].filter(
      (address) => address !== resource.address,
    ),
  };
}

/** A state lists every attribute, the provider's own among them: an argument is what somebody here knows. */
function isArgument(type: string, name: string): boolean {
  const translation = translations[type];
  if (translation === undefined) return true;
  if (Object.hasOwn(translation.names, name)) return true;
  return !attributeNames(type).includes(name) && isKnownProperty(translation.type, camelCase(name));
}

function isEmpty(value: Value): boolean {
  if (value === null || value === '') return true;
  if (isList(value)) return value.length === 0;
  return isMap(value) && Object.keys(value).length === 0;
}

function outputsOf(
  plan: PlanDocument,
  { references, world }: { references: PlanReferences; world: World },
): TerraformOutput[] {
  return Object.entries(plan.outputs).flatMap(([name, { sensitive, value }]) => {
    const referred = plan.configuration?.outputs.get(name) ?? [];
    const made = value ?? afterApply(name, references.candidates(referred, { prefix: '', key: null }), world);
    return made === undefined ? [] : [{ name, value: made, sensitive, description: null, line: 1 }];
  });
}

/** Where the resource's address stands first. */
function lineOf(text: string, address: string): number {
  const at = text.indexOf(`"address":${text.includes('"address": ') ? ' ' : ''}${JSON.stringify(address)}`);
  return at < 0 ? 1 : text.slice(0, at).split('\n').length;
}
