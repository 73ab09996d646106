import { DefinitionError } from './definition-error.ts';
import { placeholders } from './intrinsic-functions.ts';
import { didYouMean } from './near.ts';
import type { Template } from './template.ts';
import type { CallNode, TemplateNode } from './template-node.ts';

/** A name that a node refers to by Ref, GetAtt or Sub; `attribute` is null for Ref. */
export interface Reference {
  readonly name: string;
  readonly attribute: string | null;
  readonly line: number;
}

/** Every name that a node refers to, whichever branch of an Fn::If holds it. */
export function referencesIn(node: TemplateNode): Reference[] {
  if (node.kind === 'scalar') return [];
  if (node.kind === 'list') return node.items.flatMap(referencesIn);
  if (node.kind === 'map') return [...node.entries.values()].flatMap(referencesIn);
  if (node.name === 'Condition') return [];
  return [...referencesOf(node), ...referencesIn(node.argument)];
}

function referencesOf({ name, argument, line }: CallNode): Reference[] {
  if (name === 'Ref') return [{ name: scalarText(argument), attribute: null, line }];
  if (name === 'Fn::GetAtt' && argument.kind === 'list') {
    const [resource, attribute] = argument.items;
    return resource?.kind === 'scalar'
      ? [{ name: scalarText(resource), attribute: scalarText(attribute), line }]
      : [];
  }
  if (name !== 'Fn::Sub') return [];
  const [template, own] = argument.kind === 'list' ? argument.items : [argument];
  return [...scalarText(template).matchAll(placeholders)]
    .filter(([, literal]) => literal !== '!')
    .map(([, , inside]) => (inside ?? '').trim())
    .filter((inside) => own?.kind !== 'map' || !own.entries.has(inside))
    .map((inside) => {
      const [resource, ...attribute] = inside.split('.');
      return { name: resource ?? '', attribute: attribute.length > 0 ? attribute.join('.') : null, line };
    });
}

const scalarText = (node: TemplateNode | undefined) =>
  node?.kind === 'scalar' ? String(node.value ?? '') : '';

/** What each resource needs before it can be created: its references and DependsOn, by logical id. */
export type Dependencies = ReadonlyMap<string, ReadonlySet<string>>;

/**
 * Checks that every name in the template exists, conditions included, and that resources don't wait for each other
 * in a circle, as CloudFormation does before it creates anything. Throws DefinitionError.
 */
export function dependenciesOf(template: Template): Dependencies {
  const dependencies = new Map<string, Set<string>>();
  for (const resource of template.resources.values()) {
    if (resource.condition !== null) checkCondition(template, resource.condition, resource.line);
    const needs = new Set<string>();
    for (const reference of referencesIn(resource.properties)) {
      checkReference(template, reference);
      if (template.resources.has(reference.name)) needs.add(reference.name);
    }
    for (const { name, line } of resource.dependsOn) {
      if (!template.resources.has(name))
        throw new DefinitionError(
          `${resource.logicalId} depends on ${name}, which isn't a resource of the template.`,
          {
            file: template.file,
            line,
            next: didYouMean(name, template.resources.keys()),
          },
        );
      needs.add(name);
    }
    dependencies.set(resource.logicalId, needs);
  }
  for (const output of template.outputs.values())
    for (const reference of referencesIn(output)) checkReference(template, reference);
  refuseCircles(template, dependencies);
  return dependencies;
}

function checkReference(template: Template, { name, attribute, line }: Reference): void {
  if (template.resources.has(name)) return;
  if (attribute === null && (name.startsWith('AWS::') || template.parameters.has(name))) return;
  const at = { file: template.file, line };
  if (['stageVariables', 'context', 'request', 'response'].includes(name))
    throw new DefinitionError(`Fn::Sub takes \${${name}.${attribute}} for a resource of the template.`, {
      ...at,
      next: [`Write \${!${name}.${attribute}} to leave it for API Gateway.`],
    });
  const message =
    attribute === null
      ? `${name} is neither a resource nor a parameter of the template.`
      : `${name} isn't a resource of the template, so it has no attribute ${attribute}.`;
  const known = [...template.resources.keys(), ...template.parameters.keys()];
  throw new DefinitionError(message, { ...at, next: didYouMean(name, known) });
}

function checkCondition(template: Template, name: string, line: number): void {
  if (template.conditions.has(name)) return;
  throw new DefinitionError(`The condition ${name} isn't defined in the template.`, {
    file: template.file,
    line,
    next: didYouMean(name, template.conditions.keys()),
  });
}

function refuseCircles(template: Template, dependencies: Dependencies): void {
  const done = new Set<string>();
  const visit = (id: string, path: readonly string[]): void => {
    if (done.has(id)) return;
    const start = path.indexOf(id);
    if (start >= 0) {
      const circle = [...path.slice(start), id].join(' → ');
      throw new DefinitionError(`Resources wait for each other in a circle: ${circle}.`, {
        file: template.file,
        line: template.resources.get(id)?.line ?? null,
      });
    }
    for (const next of dependencies.get(id) ?? []) visit(next, [...path, id]);
    done.add(id);
  };
  for (const id of dependencies.keys()) visit(id, []);
}
