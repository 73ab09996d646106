import type { Contract, Example, Route } from '../contract/contract.ts';
import type { JsonSchema } from '../contract/json.ts';
import type { Note } from './references.ts';

/** A contract made of something else than a person's own words, and what is left for a person to decide. */
export interface Imported {
  readonly contract: Contract;
  /** By route key. */
  readonly remarks: ReadonlyMap<string, RouteRemarks>;
  /** Schemas that have a name, and are the same object wherever the contract holds them. */
  readonly named: ReadonlyMap<string, JsonSchema>;
  /** What could not be taken over, with its place. */
  readonly notes: readonly Note[];
}

export interface RouteRemarks {
  /** What a person has to decide, one sentence each. */
  readonly todos: readonly string[];
  /** An example that would change something, and is sent only once a person has taken it in. */
  readonly suggested: { readonly title: string; readonly example: Example } | null;
}

export interface ImportedRoute extends RouteRemarks {
  readonly key: string;
  readonly route: Route;
}
