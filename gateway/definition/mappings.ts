import { DefinitionError } from './definition-error.ts';
import type { MappingPath } from './intrinsics.ts';
import { didYouMean } from './near.ts';
import type { Template } from './template.ts';
import type { TemplateNode } from './template-node.ts';

/** What Fn::FindInMap finds. Throws DefinitionError for a name that isn't there. */
export function findInMap(template: Template, { map, top, second }: MappingPath, line: number): TemplateNode {
  const missing = (message: string, name: string, known: Iterable<string>) =>
    new DefinitionError(message, { file: template.file, line, next: didYouMean(name, known) });
  const mapping = template.mappings.get(map);
  if (mapping?.kind !== 'map')
    throw missing(`The mapping ${map} isn't in the template.`, map, template.mappings.keys());
  const inner = mapping.entries.get(top);
  if (inner?.kind !== 'map')
    throw missing(`The mapping ${map} has no key ${top}.`, top, mapping.entries.keys());
  const value = inner.entries.get(second);
  if (value === undefined)
    throw missing(`The mapping ${map} has no key ${second} under ${top}.`, second, inner.entries.keys());
  return value;
}
