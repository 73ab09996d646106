import type { DefinitionWarning } from '../model.ts';
import { Conditions } from './conditions.ts';
import { DefinitionError, MissingExport } from './definition-error.ts';
import { attributeOf, generatedName, type Identified, refOf, stackIdOf } from './identities.ts';
import { evaluate, type MappingPath, type Scope } from './intrinsics.ts';
import { findInMap } from './mappings.ts';
import { didYouMean } from './near.ts';
import { nestedStack } from './nested-stacks.ts';
import { importedApi } from './openapi/import-body.ts';
import { outputOf } from './outputs.ts';
import { type ParameterValues, readParameters } from './parameters.ts';
import { Properties } from './properties.ts';
import { type Dependencies, dependenciesOf } from './references.ts';
import { partitionOf, urlSuffixOf } from './region.ts';
import { checkRules } from './rules.ts';
import type { Template, TemplateResource } from './template.ts';
import type { MapNode, ResolvedNode } from './template-node.ts';

/** What a template is evaluated with besides its own text. */
export interface Surroundings {
  readonly stackName: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly region: string;
  readonly accountId: string;
  /** ISO 8601. */
  readonly createdAt: string;
  /** Export name → value of the stacks loaded so far. */
  readonly exports: ReadonlyMap<string, string>;
  /** Reads the template of a nested stack; without it, none is. */
  readonly openTemplate?: (file: string) => Template;
  /** The stack that this one is nested in. */
  readonly parent?: StackReader;
  /** Its logical id there. */
  readonly nestedAs?: string;
}

/** A resource that its condition lets exist, with its properties evaluated. */
export interface Resource extends Identified {
  readonly line: number;
  readonly physicalId: string;
  readonly stack: StackReader;
}

/** A line, maybe with the property that stands there. */
export type WarningPlace = number | null | { readonly line: number; readonly property: string };

const placed = (place: WarningPlace) =>
  typeof place === 'object' && place !== null ? place : { line: place };

/** One template evaluated as one stack: its names, conditions and resources. Throws DefinitionError throughout. */
export class StackReader implements Scope {
  readonly file: string;
  readonly stackName: string;
  readonly stackId: string;
  readonly region: string;
  readonly accountId: string;
  readonly createdAt: string;
  readonly partition: string;
  readonly urlSuffix: string;
  readonly template: Template;
  readonly dependencies: Dependencies;
  readonly parameters: ParameterValues;
  readonly warnings: DefinitionWarning[] = [];
  /** Exports that were asked for. */
  readonly imported = new Set<string>();
  readonly parent: StackReader | null;
  readonly nestedAs: string | undefined;
  /** 0 for a stack that is nested in no other. */
  readonly depth: number;
  private readonly surroundings: Surroundings;
  /** By logical id; `null`: its template isn't on this machine. */
  private readonly nested = new Map<string, StackReader | null>();
  private readonly exports: ReadonlyMap<string, string>;
  private readonly conditions: Conditions;
  private readonly resources = new Map<string, Resource>();

  constructor(template: Template, surroundings: Surroundings) {
    const { stackName, parameters, region, accountId, createdAt, exports, parent = null } = surroundings;
    this.surroundings = surroundings;
    this.parent = parent;
    this.nestedAs = surroundings.nestedAs;
    this.depth = parent === null ? 0 : parent.depth + 1;
    this.file = template.file;
    this.template = template;
    this.stackName = stackName;
    this.region = region;
    this.accountId = accountId;
    this.createdAt = createdAt;
    this.exports = exports;
    this.partition = partitionOf(region);
    this.urlSuffix = urlSuffixOf(region);
    this.conditions = new Conditions(template);
    this.stackId = stackIdOf(stackName, this);
    this.dependencies = dependenciesOf(template);
    this.parameters = readParameters(template, parameters, (line, name, message) =>
      this.warn(name, line, message),
    );
    checkRules(template, this, (name, line) =>
      this.advise(name, line, 'the rule asks an AWS account, so it is not checked here'),
    );
    for (const { resource, line, message } of template.notes) this.warn(resource, line, message);
    for (const name of template.conditions.keys()) this.condition(name, null);
    for (const resource of template.resources.values())
      if (resource.condition === null || this.condition(resource.condition, resource.line))
        this.resources.set(resource.logicalId, this.open(resource));
    for (const api of this.resourcesOf('AWS::ApiGateway::RestApi', 'AWS::ApiGatewayV2::Api')) {
      const imported = importedApi(api, this);
      if (imported !== null) imported.run(this.enter(api, imported.properties));
    }
    for (const resource of this.resourcesOf('AWS::CloudFormation::Stack')) this.nestedIn(resource);
  }

  /** This stack and those nested in it. */
  descendants(): StackReader[] {
    const nested = [...this.nested.values()].filter((one) => one !== null);
    return [this, ...nested.flatMap((one) => one.descendants())];
  }

  /** The existing resources of a type in all stacks that are deployed together with this one. */
  familyResourcesOf(type: string): Resource[] {
    let root: StackReader = this;
    while (root.parent !== null) root = root.parent;
    return root.descendants().flatMap((one) => one.resourcesOf(type));
  }

  /** The stack that a resource of this one is; `undefined` where it's none, or not on this machine. */
  nestedCalled(logicalId: string): StackReader | undefined {
    return this.nested.get(logicalId) ?? undefined;
  }

  private nestedIn(resource: Resource): StackReader | null {
    const known = this.nested.get(resource.logicalId);
    if (known !== undefined) return known;
    const reader = nestedStack(resource, { parent: this, surroundings: this.surroundings });
    this.nested.set(resource.logicalId, reader);
    return reader;
  }

  /** Adds a resource that the template implies without writing it out. */
  imply(type: string, logicalId: string, properties: MapNode<ResolvedNode>): Resource {
    return this.enter({ type, logicalId, line: properties.line }, properties);
  }

  private enter(
    { type, logicalId, line }: Pick<TemplateResource, 'type' | 'logicalId' | 'line'>,
    properties: MapNode<ResolvedNode>,
  ): Resource {
    const resource = this.open({ logicalId, type, line, properties, condition: null, dependsOn: [] });
    this.resources.set(logicalId, resource);
    return resource;
  }

  /** Something isn't served as AWS would. */
  warn(resource: string, place: WarningPlace, message: string): void {
    this.warnings.push({ file: this.file, ...placed(place), resource, message });
  }

  /** Something that AWS would do as well, and that is hardly meant. */
  advise(resource: string, place: WarningPlace, message: string): void {
    this.warnings.push({ file: this.file, ...placed(place), resource, message, advice: true });
  }

  fail(line: number | null, message: string, next: readonly string[] = []): DefinitionError {
    return new DefinitionError(message, { file: this.file, line, next });
  }

  /** The existing resources of these types (all, if none are named), in the template's order. */
  resourcesOf(...types: string[]): Resource[] {
    const all = [...this.resources.values()];
    return types.length === 0 ? all : all.filter(({ type }) => types.includes(type));
  }

  ref(name: string, line: number): ResolvedNode | undefined {
    const parameter = this.parameters.values.get(name);
    if (parameter !== undefined) return parameter;
    if (name === 'AWS::NoValue') return undefined;
    if (name === 'AWS::NotificationARNs') return { kind: 'list', items: [], line };
    const pseudo = this.pseudoParameters()[name];
    return { kind: 'scalar', value: pseudo ?? this.existing(name, line).physicalId, line };
  }

  private pseudoParameters(): Record<string, string> {
    return {
      'AWS::AccountId': this.accountId,
      'AWS::Partition': this.partition,
      'AWS::Region': this.region,
      'AWS::StackId': this.stackId,
      'AWS::StackName': this.stackName,
      'AWS::URLSuffix': this.urlSuffix,
    };
  }

  attribute(logicalId: string, attribute: string, line: number): string {
    const resource = this.existing(logicalId, line);
    if (resource.type === 'AWS::CloudFormation::Stack' && attribute.startsWith('Outputs.'))
      return this.nestedOutput(resource, attribute.slice('Outputs.'.length), line);
    const value = attributeOf(resource, attribute);
    if (typeof value === 'string') return value;
    const has = value.known.length === 0 ? 'it has none' : `it has ${value.known.join(', ')}`;
    throw this.fail(
      line,
      `${logicalId} (${resource.type}) has no attribute ${attribute}; ${has}.`,
      didYouMean(attribute, value.known),
    );
  }

  private nestedOutput(resource: Resource, name: string, line: number): string {
    const nested = this.nestedIn(resource);
    return nested === null ? `${generatedName(resource)}-${name}` : outputOf(nested, name, { line });
  }

  condition(name: string, line: number | null): boolean {
    return this.conditions.holds(name, this, line);
  }

  mapping(path: MappingPath, line: number): ResolvedNode | undefined {
    return evaluate(findInMap(this.template, path, line), this);
  }

  importValue(name: string, line: number): string {
    const value = this.exports.get(name);
    if (value === undefined)
      throw new MissingExport(`No stack at hand exports ${name}.`, {
        file: this.file,
        line,
        next: [
          'Load the template whose output has that Export as well.',
          ...didYouMean(name, this.exports.keys()),
        ],
      });
    this.imported.add(name);
    return value;
  }

  private existing(logicalId: string, line: number): Resource {
    const resource = this.resources.get(logicalId);
    if (resource !== undefined) return resource;
    const condition = this.template.resources.get(logicalId)?.condition;
    const why =
      condition == null
        ? 'is no resource or parameter of the template'
        : `doesn't exist, because its condition ${condition} is false`;
    throw this.fail(line, `${logicalId} ${why}.`);
  }

  private open({ logicalId, type, line, properties: node }: TemplateResource): Resource {
    let properties: Properties | undefined;
    const evaluated = () => {
      const resolved = evaluate(node, this);
      if (resolved?.kind !== 'map') throw this.fail(line, `The Properties of ${logicalId} must be a map.`);
      return new Properties(resolved, { owner: `${logicalId} (${type})`, file: this.file });
    };
    return {
      logicalId,
      type,
      line,
      stack: this,
      get properties() {
        properties ??= evaluated();
        return properties;
      },
      get physicalId() {
        return refOf(this);
      },
      versionNumber: () => this.versionNumber(logicalId),
    };
  }

  private versionNumber(logicalId: string): number {
    const versions = this.resourcesOf('AWS::Lambda::Version');
    const own = versions.find((version) => version.logicalId === logicalId)?.properties.text('FunctionName');
    const siblings = versions.filter(({ properties }) => properties.text('FunctionName') === own);
    return siblings.findIndex((version) => version.logicalId === logicalId) + 1;
  }
}
