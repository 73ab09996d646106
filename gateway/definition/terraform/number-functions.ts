import { atLeast, fixed, type TerraformFunction } from './terraform-function.ts';
import { asFlag, asNumber, asText, isList, isMap, type Value, ValueMistake } from './value.ts';

const numbers = (given: readonly Value[]) =>
  (given.length === 1 && isList(given[0] ?? null) ? (given[0] as readonly Value[]) : given).map(asNumber);

export const numberFunctions: Readonly<Record<string, TerraformFunction>> = {
  abs: fixed(1, ([n]) => Math.abs(asNumber(n))),
  ceil: fixed(1, ([n]) => Math.ceil(asNumber(n))),
  floor: fixed(1, ([n]) => Math.floor(asNumber(n))),
  log: fixed(2, ([n, base]) => Math.log(asNumber(n)) / Math.log(asNumber(base))),
  max: atLeast(1, (given) => Math.max(...numbers(given))),
  min: atLeast(1, (given) => Math.min(...numbers(given))),
  pow: fixed(2, ([n, power]) => asNumber(n) ** asNumber(power)),
  signum: fixed(1, ([n]) => Math.sign(asNumber(n))),
  parseint: fixed(2, ([text, base]) => {
    const number = Number.parseInt(asText(text), asNumber(base));
    if (Number.isNaN(number))
      throw new ValueMistake(`${asText(text)} is no whole number in base ${asNumber(base)}`);
    return number;
  }),
  tobool: fixed(1, ([value]) => (value === null ? null : asFlag(value))),
  tonumber: fixed(1, ([value]) => (value === null ? null : asNumber(value))),
  tostring: fixed(1, ([value]) => (value === null ? null : asText(value))),
  sensitive: fixed(1, ([value]) => value),
  nonsensitive: fixed(1, ([value]) => value),
  issensitive: fixed(1, () => false),
  ephemeralasnull: fixed(1, () => null),
  type: fixed(1, ([value]) => {
    if (value === null) return 'dynamic';
    if (isList(value)) return 'tuple';
    return isMap(value) ? 'object' : typeof value === 'boolean' ? 'bool' : typeof value;
  }),
};
