import { DefinitionError } from './definition-error.ts';
import { didYouMean } from './near.ts';
import { declaredParameters } from './open-template.ts';
import type { DefinitionSource } from './sources.ts';

/**
 * The sources, each with the parameters that its template declares: one may be meant for one of several templates, but for one
 * it must be. Throws DefinitionError.
 */
export function withOwnParameters(sources: readonly DefinitionSource[]): DefinitionSource[] {
  const given = sources.flatMap(({ parameters = {} }) => Object.keys(parameters));
  const [first] = sources;
  if (given.length === 0 || first === undefined) return [...sources];
  const declared = new Map(sources.map((source) => [source, declaredIn(source)]));
  const all = new Set([...declared.values()].flat());
  for (const name of given)
    if (!all.has(name))
      throw new DefinitionError(
        `The parameter ${name} was given, but ${sources.length === 1 ? "the template doesn't declare" : 'no template declares'} it.`,
        { file: first.file, line: null, next: didYouMean(name, all) },
      );
  return sources.map((source) => {
    const own = declared.get(source) ?? [];
    const parameters = Object.entries(source.parameters ?? {}).filter(([name]) => own.includes(name));
    return { ...source, parameters: Object.fromEntries(parameters) };
  });
}

function declaredIn({ file, terraform }: DefinitionSource): string[] {
  return terraform === undefined ? declaredParameters(file) : [];
}
