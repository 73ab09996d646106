import type { ApiType } from '../contract/contract.ts';

/** A route as a definition writes it; `ANY` and `/{proxy+}` included. */
export interface DefinedRoute {
  readonly apiType: ApiType;
  readonly method: string;
  readonly path: string;
}

/** What a definition says of the APIs that it deploys. */
export interface DefinedApis {
  readonly types: readonly ApiType[];
  readonly routes: readonly DefinedRoute[];
  /** Whole descriptions of APIs: OpenAPI documents, as data. */
  readonly bodies: readonly { readonly apiType: ApiType; readonly document: unknown }[];
  /** Further stacks inside may have APIs of their own. */
  readonly nested: boolean;
}

export const noApis: DefinedApis = { types: [], routes: [], bodies: [], nested: false };

/** A stack, as a definition and its settings name it. */
export interface FoundStack {
  readonly stack: string;
  /** Environment that the settings deploy it to; `null`: they don't say. */
  readonly environment: string | null;
  readonly region: string | null;
  readonly profile: string | null;
  /** Twelve digits. */
  readonly account: string | null;
  /** Nothing says what the stack is called: this is what it usually would be. */
  readonly guessed: boolean;
  readonly apis: DefinedApis;
  /** The file that defines it. */
  readonly file: string;
}

/** A file that tells what was deployed, where no stack does. */
export interface FoundOutputs {
  readonly outputsFile: string;
  /** How it comes to be; `null`: it is there. */
  readonly madeBy: string | null;
}

/** What one way of deploying left in the repository. */
export interface FoundDefinition {
  /** In a person's words: `cdk.out (2 stacks)`. */
  readonly words: string;
  readonly stacks: readonly FoundStack[];
  readonly outputs: readonly FoundOutputs[];
  /** Routes of APIs that belong to no stack that is known. */
  readonly apis: DefinedApis;
  /** What could not be read or known, a sentence each. */
  readonly notes: readonly string[];
}

export function definition(words: string, found: Partial<Omit<FoundDefinition, 'words'>>): FoundDefinition {
  return { words, stacks: [], outputs: [], apis: noApis, notes: [], ...found };
}

export function stackOf(
  stack: Pick<FoundStack, 'stack' | 'apis' | 'file'> & Partial<FoundStack>,
): FoundStack {
  return { environment: null, region: null, profile: null, account: null, guessed: false, ...stack };
}
