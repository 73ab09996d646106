import { isMap, type Value, type ValueMap } from './value.ts';

/** What `terraform show -json` writes of a plan or a state, as far as it is read here (Terraform documentation, "JSON Output Format"). */
export interface PlanDocument {
  readonly resources: readonly PlannedResource[];
  readonly outputs: Readonly<
    Record<string, { readonly sensitive: boolean; readonly value: Value | undefined }>
  >;
  readonly variables: Readonly<Record<string, Value>>;
  /** Null for a state, which doesn't hold it. */
  readonly configuration: ConfiguredModule | null;
  /** Region that the AWS provider's configuration spells out. */
  readonly region: string | null;
}

export interface PlannedResource {
  readonly address: string;
  /** `module.NAME.` before the address inside its module, empty for the root. */
  readonly prefix: string;
  readonly mode: 'managed' | 'data';
  readonly type: string;
  readonly name: string;
  readonly index: string | number | null;
  readonly values: ValueMap;
  readonly dependsOn: readonly string[];
}

export interface ConfiguredModule {
  /** By address inside the module, without index. */
  readonly resources: ReadonlyMap<string, ConfiguredResource>;
  readonly outputs: ReadonlyMap<string, readonly string[]>;
  readonly calls: ReadonlyMap<string, { readonly module: ConfiguredModule; readonly expressions: ValueMap }>;
}

export interface ConfiguredResource {
  readonly expressions: ValueMap;
  readonly dependsOn: readonly string[];
}

export const isPlan = (document: unknown): document is ValueMap =>
  isObject(document) &&
  'format_version' in document &&
  ('planned_values' in document || 'values' in document);

/** A state in the format that Terraform keeps it in. */
export const isState = (document: unknown): document is ValueMap =>
  isObject(document) && 'terraform_version' in document && 'serial' in document;

const isObject = (value: unknown): value is ValueMap => isMap((value ?? null) as Value);

const map = (value: Value | undefined): ValueMap => (isObject(value) ? value : {});
const list = (value: Value | undefined): readonly Value[] => (Array.isArray(value) ? value : []);
const texts = (value: Value | undefined) => list(value).filter((one) => typeof one === 'string');

export function readPlanDocument(document: ValueMap): PlanDocument {
  const state = map(document.planned_values ?? document.values);
  const prior = map(map(document.prior_state).values);
  const configuration = isObject(document.configuration) ? document.configuration : null;
  const variables = Object.entries(map(document.variables)).map(
    ([name, one]) => [name, map(one).value ?? null] as const,
  );
  const planned = resourcesIn(map(state.root_module), '');
  const known = new Set(planned.map(({ address }) => address));
  const read = resourcesIn(map(prior.root_module), '').filter(
    ({ mode, address }) => mode === 'data' && !known.has(address),
  );
  return {
    resources: [...planned, ...read],
    outputs: Object.fromEntries(
      Object.entries(map(state.outputs)).map(([name, one]) => [
        name,
        { sensitive: map(one).sensitive === true, value: map(one).value },
      ]),
    ),
    variables: Object.fromEntries(variables),
    configuration: configuration === null ? null : moduleOf(map(configuration.root_module)),
    region: configuration === null ? null : regionOf(configuration, Object.fromEntries(variables)),
  };
}

function resourcesIn(module: ValueMap, prefix: string): PlannedResource[] {
  const own = list(module.resources).filter(isObject);
  return [
    ...own.map((one) => ({
      address: String(one.address),
      prefix,
      mode: one.mode === 'data' ? ('data' as const) : ('managed' as const),
      type: String(one.type),
      name: String(one.name),
      index: typeof one.index === 'string' || typeof one.index === 'number' ? one.index : null,
      values: map(one.values),
      dependsOn: texts(one.depends_on),
    })),
    ...list(module.child_modules)
      .filter(isObject)
      .flatMap((child) => resourcesIn(child, `${String(child.address)}.`)),
  ];
}

function moduleOf(module: ValueMap): ConfiguredModule {
  const resources = list(module.resources).filter(isObject);
  return {
    resources: new Map(
      resources.map((one) => [
        String(one.address),
        { expressions: map(one.expressions), dependsOn: texts(one.depends_on) },
      ]),
    ),
    outputs: new Map(
      Object.entries(map(module.outputs)).map(([name, one]) => [
        name,
        texts(map(map(one).expression).references),
      ]),
    ),
    calls: new Map(
      Object.entries(map(module.module_calls)).map(([name, one]) => [
        name,
        { module: moduleOf(map(map(one).module)), expressions: map(map(one).expressions) },
      ]),
    ),
  };
}

function regionOf(configuration: ValueMap, variables: ValueMap): string | null {
  const provider = map(map(configuration.provider_config).aws);
  const region = map(map(provider.expressions).region);
  if (typeof region.constant_value === 'string') return region.constant_value;
  const variable = texts(region.references)
    .find((one) => one.startsWith('var.'))
    ?.slice(4);
  const value = variable === undefined ? undefined : variables[variable];
  return typeof value === 'string' ? value : null;
}
