import type { Identified } from './identities.ts';
import type { Neighbours } from './neighbours.ts';
import type { StackReader } from './stack-reader.ts';
import type { Template } from './template.ts';

/** What a template is evaluated with besides its own text. */
export interface Surroundings {
  readonly stackName: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly region: string;
  readonly accountId: string;
  /** ISO 8601. */
  readonly createdAt: string;
  /** Export name → value of stacks that are deployed already. */
  readonly exports: ReadonlyMap<string, string>;
  /** The stacks that are read together with this one. */
  readonly neighbours?: Neighbours;
  /** Gives what no stack at hand shares a made-up value, with a warning. Otherwise it is a mistake. */
  readonly mayMakeUp?: boolean;
  /** Names of stacks that are known to be deployed before this one. */
  readonly after?: readonly string[];
  /** Reads the template of a nested stack; without it, none is. */
  readonly openTemplate?: (file: string) => Template;
  /** The stack that this one is nested in. */
  readonly parent?: StackReader;
  /** Its logical id there. */
  readonly nestedAs?: string;
}

/** A resource that its condition lets exist, with its properties evaluated. */
export interface Resource extends Identified {
  readonly line: number;
  readonly physicalId: string;
  readonly stack: StackReader;
}
