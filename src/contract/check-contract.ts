import { disorder, version } from './check-capture.ts';
import { marks } from './check-marks.ts';
import { checkSettings, cors, objectives, someApiTypes } from './check-promise.ts';
import { checkRoutes } from './check-route.ts';
import type { Contract } from './contract.ts';
import { notPlain } from './plain.ts';
import type { Mistake } from './shape.ts';
import { isFields, name, record, wrong } from './shape.ts';

export type { Mistake } from './shape.ts';

const example = "{ name: 'my-api', routes: { 'GET /hello': { … } } }";

/**
 * Every mistake of what should be a `Contract`, each with its path; none where it is one. It refuses at load
 * time, for JavaScript and JSON, what `defineContract` refuses at compile time. Whether the schemas are good
 * JSON Schemas is not looked at.
 */
export function checkContract(value: unknown): Mistake[] {
  if (!isFields(value)) return [wrong('', 'The contract is not an object.', `Write ${example}.`)];
  const unfit = notPlain(value, '');
  if (unfit.length > 0) return unfit;
  const routes = isFields(value.routes) ? Object.keys(value.routes) : [];
  const mistakes = contractShape(routes)(value, '');
  return mistakes.length > 0 ? mistakes : disorder(value as unknown as Contract);
}

const contractShape = (routes: readonly string[]) =>
  record(
    {
      required: { name, routes: checkRoutes },
      optional: {
        apiTypes: someApiTypes,
        cors,
        objectives,
        marks,
        checks: checkSettings,
        version: (one, at) => version(one, at, routes),
      },
    },
    example,
  );
