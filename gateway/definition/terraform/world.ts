import type { Identified } from '../identities.ts';
import type { Document } from './document.ts';
import type { Value } from './value.ts';

/** What a whole configuration is evaluated in: where it would be deployed, and whom to tell. */
export interface World {
  /** Absolute folder of the root module; relative file names start there, as from where `terraform` is run. */
  readonly folder: string;
  readonly document: Document;
  readonly stack: Identified['stack'];
  /** All resources of a type, in every module. */
  resourcesOf(type: string): readonly Known[];
  warn(resource: string, line: number | null, message: string): void;
  render(template: string, names: Readonly<Record<string, Value>>): string;
}

/** One resource or data source as expressions see it. */
export interface Known {
  /** `module.NAME.TYPE.NAME["KEY"]`. */
  readonly address: string;
  readonly type: string;
  readonly line: number;
  /** An argument as it is written; undefined where there is none, or null. */
  argument(name: string): Value | undefined;
  /** The arguments of nested blocks of a type, in order. */
  nested(type: string): readonly Nested[];
}

export interface Nested {
  argument(name: string): Value | undefined;
  nested(type: string): readonly Nested[];
}
