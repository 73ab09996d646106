import { type Fields, isFields } from '../../contract/shape.ts';
import { listIn, textIn } from './json-values.ts';

/** One instance of a managed resource, whichever form of state told it; sensitive attributes are left out. */
export interface TerraformResource {
  /** `module.api.aws_api_gateway_stage.this["prod"]`. */
  readonly address: string;
  readonly type: string;
  readonly attributes: Fields;
}

/** What a state holds, whether it is the file itself (version 4) or what `show -json` makes of it. */
export interface TerraformState {
  readonly resources: readonly TerraformResource[];
  readonly outputs: Fields;
}

/**
 * `terraform show -json`: https://developer.hashicorp.com/terraform/internals/json-format#state-representation; the file itself
 * is Terraform's own affair, and has been of this form since 0.12. `null`: it is neither.
 */
export function readState(value: Fields): TerraformState | null {
  if ('format_version' in value && isFields(value.values)) {
    const { root_module: root, outputs } = value.values;
    return { resources: isFields(root) ? shown(root) : [], outputs: isFields(outputs) ? outputs : {} };
  }
  if (value.version === 4 && 'terraform_version' in value) {
    return {
      resources: listIn(value, 'resources').flatMap(stored),
      outputs: isFields(value.outputs) ? value.outputs : {},
    };
  }
  return null;
}

function shown(module: Fields): TerraformResource[] {
  const own = listIn(module, 'resources').flatMap((resource) => {
    const { mode, type, values, sensitive_values: sensitive } = resource;
    return mode === 'managed' && typeof type === 'string' && isFields(values)
      ? [
          {
            address: textIn(resource, 'address') ?? type,
            type,
            attributes: without(
              values,
              isFields(sensitive) ? Object.keys(sensitive).filter((name) => sensitive[name] === true) : [],
            ),
          },
        ]
      : [];
  });
  return [...own, ...listIn(module, 'child_modules').flatMap(shown)];
}

function stored(resource: Fields): TerraformResource[] {
  const { mode, type } = resource;
  if (mode !== 'managed' || typeof type !== 'string') return [];
  const module = textIn(resource, 'module');
  const address = [...(module === null ? [] : [module]), type, textIn(resource, 'name') ?? ''].join('.');
  return listIn(resource, 'instances').flatMap((instance) => {
    const { attributes, index_key: index } = instance;
    if (!isFields(attributes)) return [];
    const key = index === undefined ? '' : `[${JSON.stringify(index)}]`;
    return [{ address: `${address}${key}`, type, attributes: without(attributes, sensitiveOf(instance)) }];
  });
}

/** Paths into the attributes, of which the first step is enough: `[[{ type: 'get_attr', value: 'NAME' }]]`. */
function sensitiveOf({ sensitive_attributes: paths }: Fields): string[] {
  if (!Array.isArray(paths)) return [];
  return paths.flatMap((path: unknown) => {
    const first: unknown = Array.isArray(path) ? path[0] : null;
    return isFields(first) && typeof first.value === 'string' ? [first.value] : [];
  });
}

function without(attributes: Fields, names: readonly string[]): Fields {
  return names.length === 0
    ? attributes
    : Object.fromEntries(Object.entries(attributes).filter(([name]) => !names.includes(name)));
}
