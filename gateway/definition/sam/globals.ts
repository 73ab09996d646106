import type { TemplateNode } from '../template-node.ts';
import type { Fields } from './sam-template.ts';

/**
 * What a resource has with the template's Globals beneath it: maps are merged, lists put together, globals first,
 * anything else is the resource's own (AWS SAM Developer Guide, "Globals section").
 */
export function withGlobals(own: Fields, globals: TemplateNode | undefined): Fields {
  return globals?.kind === 'map' ? merged(globals, own) : own;
}

function merged(beneath: Fields, above: Fields): Fields {
  const entries = new Map(beneath.entries);
  for (const [name, value] of above.entries) {
    const other = beneath.entries.get(name);
    entries.set(name, other === undefined ? value : mergedValue(other, value));
  }
  return { ...above, entries, keyLines: new Map([...beneath.keyLines, ...above.keyLines]) };
}

function mergedValue(beneath: TemplateNode, above: TemplateNode): TemplateNode {
  if (beneath.kind === 'map' && above.kind === 'map') return merged(beneath, above);
  if (beneath.kind === 'list' && above.kind === 'list')
    return { ...above, items: [...beneath.items, ...above.items] };
  return above;
}
