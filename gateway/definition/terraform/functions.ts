import { didYouMean } from '../near.ts';
import { collectionFunctions } from './collection-functions.ts';
import { encodingFunctions } from './encoding-functions.ts';
import type { Scope } from './evaluate.ts';
import { fileFunctions } from './file-functions.ts';
import { numberFunctions } from './number-functions.ts';
import type { Given, TerraformFunction } from './terraform-function.ts';
import { textFunctions } from './text-functions.ts';
import { type Value, ValueMistake } from './value.ts';

const functions = new Map<string, TerraformFunction>(
  [textFunctions, collectionFunctions, encodingFunctions, fileFunctions, numberFunctions].flatMap((table) =>
    Object.entries(table),
  ),
);

/** Evaluated by the evaluator itself, argument by argument. */
const lazy = ['try', 'can'];

/** Says what is wrong with the name of a function, or null. */
export function unknownFunction(name: string): string | null {
  const known = name.replace(/^core::/, '');
  if (functions.has(known) || lazy.includes(known)) return null;
  return [
    'The function',
    name,
    'is not known here.',
    ...didYouMean(known, [...functions.keys(), ...lazy]),
  ].join(' ');
}

/** Calls one of Terraform's built-in functions. Throws ValueMistake for an unknown name and for wrong arguments. */
export function callFunction(name: string, given: readonly Value[], scope: Scope): Value {
  const found = functions.get(name.replace(/^core::/, ''));
  if (found === undefined) throw new ValueMistake(unknownFunction(name) ?? `${name} is not known here`);
  const [least, most = Number.POSITIVE_INFINITY] = found.takes;
  if (given.length < least || given.length > most) {
    const wanted =
      least === most
        ? `${least}`
        : most === Number.POSITIVE_INFINITY
          ? `at least ${least}`
          : `${least} to ${most}`;
    throw new ValueMistake(`the function ${name} takes ${wanted} arguments, not ${given.length}`);
  }
  try {
    return found.apply(given as unknown as Given, scope);
  } catch (error) {
    if (error instanceof ValueMistake) throw new ValueMistake(`in ${name}, ${error.message}`);
    throw error;
  }
}
