import { textOf } from './template.ts';
import { flagOf, type TemplateNode } from './template-node.ts';

/** Reads of a template that isn't evaluated: what is written out, and nothing where a function stands. */
export const field = (node: TemplateNode | undefined, name: string): TemplateNode | undefined =>
  node?.kind === 'map' ? node.entries.get(name) : undefined;

export const textField = (node: TemplateNode | undefined, name: string): string | undefined =>
  textOf(field(node, name));

export const flagField = (node: TemplateNode | undefined, name: string): boolean =>
  flagOf(textField(node, name) ?? '') === true;
