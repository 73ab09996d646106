import { Conditions } from './conditions.ts';
import { attributeOf, stackIdOf } from './identities.ts';
import { evaluate, type MappingPath, type Scope } from './intrinsics.ts';
import { findInMap } from './mappings.ts';
import { didYouMean } from './near.ts';
import { Neighbours } from './neighbours.ts';
import { NestedStacks } from './nested-stacks.ts';
import { importedApi } from './openapi/import-body.ts';
import { type ParameterValues, readParameters } from './parameters.ts';
import { type Dependencies, dependenciesOf } from './references.ts';
import { partitionOf, urlSuffixOf } from './region.ts';
import { Remarks } from './remarks.ts';
import { checkRules } from './rules.ts';
import { SharedValues } from './shared-values.ts';
import { StackResources } from './stack-resources.ts';
import type { Resource, Surroundings } from './surroundings.ts';
import type { Template } from './template.ts';
import type { MapNode, ResolvedNode } from './template-node.ts';

export type { Resource, Surroundings } from './surroundings.ts';

/** One template evaluated as one stack: its names, conditions and resources. Throws DefinitionError throughout. */
export class StackReader extends Remarks implements Scope {
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
  readonly parent: StackReader | null;
  readonly nestedAs: string | undefined;
  /** 0 for a stack that is nested in no other. */
  readonly depth: number;
  /** The stacks that are read together with it. */
  readonly neighbours: Neighbours;
  private readonly shared: SharedValues;
  private readonly nested: NestedStacks;
  private readonly conditions: Conditions;
  private readonly resources: StackResources;

  constructor(template: Template, surroundings: Surroundings) {
    super(template.file);
    const { stackName, region, accountId, createdAt, parent = null } = surroundings;
    this.parent = parent;
    this.nestedAs = surroundings.nestedAs;
    this.depth = parent === null ? 0 : parent.depth + 1;
    this.template = template;
    this.stackName = stackName;
    this.region = region;
    this.accountId = accountId;
    this.createdAt = createdAt;
    this.partition = partitionOf(region);
    this.urlSuffix = urlSuffixOf(region);
    this.neighbours = surroundings.neighbours ?? new Neighbours('everything');
    this.shared = new SharedValues(this, surroundings);
    this.nested = new NestedStacks(this, { ...surroundings, neighbours: this.neighbours });
    this.conditions = new Conditions(template);
    this.resources = new StackResources(this);
    this.stackId = stackIdOf(stackName, this);
    this.dependencies = dependenciesOf(template);
    this.parameters = readParameters(template, surroundings.parameters, {
      warn: (line, name, message) => this.warn(name, line, message),
      stored: (name) => this.storedParameter(name),
    });
    this.readSections();
    if (surroundings.neighbours === undefined && parent === null) this.neighbours.add(this);
  }

  private readSections(): void {
    const { template } = this;
    checkRules(template, this, (name, line) =>
      this.advise(name, line, 'the rule asks an AWS account, so it is not checked here'),
    );
    for (const { resource, line, message, advice } of template.notes)
      if (advice) this.advise(resource, line, message);
      else this.warn(resource, line, message);
    for (const name of template.conditions.keys()) this.condition(name, null);
    for (const resource of template.resources.values())
      if (resource.condition === null || this.condition(resource.condition, resource.line))
        this.resources.add(resource);
    for (const api of this.resourcesOf('AWS::ApiGateway::RestApi', 'AWS::ApiGatewayV2::Api')) {
      const imported = importedApi(api, this);
      if (imported !== null) imported.run(this.resources.enter(api, imported.properties));
    }
    for (const resource of this.resourcesOf('AWS::CloudFormation::Stack')) this.nested.open(resource);
  }

  /** This stack and those nested in it. */
  descendants(): StackReader[] {
    return [this, ...this.nested.all().flatMap((one) => one.descendants())];
  }

  /** The stack that it is nested in, however deep; itself where it's nested in none. */
  root(): StackReader {
    return this.parent === null ? this : this.parent.root();
  }

  /** The existing resources of a type in all stacks that are read together with this one. */
  allResourcesOf(type: string): Resource[] {
    return this.neighbours.all().flatMap((one) => one.resourcesOf(type));
  }

  /** The stack that a resource of this one is; `undefined` where it's none, or not on this machine. */
  nestedCalled(logicalId: string): StackReader | undefined {
    return this.nested.called(logicalId);
  }

  /** Stacks that are deployed before this one, as it uses what they share. */
  after(): ReadonlySet<StackReader> {
    return this.shared.origins();
  }

  /** Exports that were asked for. */
  get imported(): ReadonlySet<string> {
    return this.shared.imported;
  }

  /** Adds a resource that the template implies without writing it out. */
  imply(type: string, logicalId: string, properties: MapNode<ResolvedNode>): Resource {
    return this.resources.enter({ type, logicalId, line: properties.line }, properties);
  }

  /** The existing resources of these types (all, if none are named), in the template's order. */
  resourcesOf(...types: string[]): Resource[] {
    return this.resources.of(types);
  }

  ref(name: string, line: number): ResolvedNode | undefined {
    const parameter = this.parameters.values.get(name);
    if (parameter !== undefined) return parameter;
    if (name === 'AWS::NoValue') return undefined;
    if (name === 'AWS::NotificationARNs') return { kind: 'list', items: [], line };
    const pseudo = this.pseudoParameters()[name];
    return { kind: 'scalar', value: pseudo ?? this.resources.called(name, line).physicalId, line };
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
    const resource = this.resources.called(logicalId, line);
    if (resource.type === 'AWS::CloudFormation::Stack' && attribute.startsWith('Outputs.'))
      return this.nested.output(resource, attribute.slice('Outputs.'.length), line);
    if (resource.type === 'Custom::CrossRegionExportReader') {
      const stored = this.storedParameter(attribute);
      if (stored !== undefined) return stored;
    }
    const value = attributeOf(resource, attribute);
    if (typeof value === 'string') return value;
    const has = value.known.length === 0 ? 'it has none' : `it has ${value.known.join(', ')}`;
    throw this.fail(
      line,
      `${logicalId} (${resource.type}) has no attribute ${attribute}; ${has}.`,
      didYouMean(attribute, value.known),
    );
  }

  condition(name: string, line: number | null): boolean {
    return this.conditions.holds(name, this, line);
  }

  mapping(path: MappingPath, line: number): ResolvedNode | undefined {
    return evaluate(findInMap(this.template, path, line), this);
  }

  importValue(name: string, line: number): string {
    return this.shared.importValue(name, line);
  }

  stackOutput(stackName: string, output: string, line: number): string {
    return this.shared.stackOutput({ stackName, output }, line);
  }

  /** What another stack writes into the parameter store. */
  storedParameter(name: string): string | undefined {
    return this.shared.parameter(name);
  }
}
