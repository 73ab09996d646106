import type { Method } from '../contract/contract.ts';
import type { Place, References } from './references.ts';
import type { Schemas } from './schema.ts';

/** What an operation is read with. */
export interface Reader {
  readonly references: References;
  readonly schemas: Schemas;
  /** Name of the contract, after which secrets are named. */
  readonly contract: string;
  /** A gateway's own export: what it says of requests holds only where a validator checks it. */
  readonly isExport: boolean;
}

/** One method of a path as a route. */
export interface OperationPlace {
  readonly method: Method;
  readonly path: string;
  readonly item: Place;
  readonly operation: Place;
}
