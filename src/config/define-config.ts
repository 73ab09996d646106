import type { ApiType } from '../contract/contract.ts';

/**
 * What `gatewright.config.ts` says: per environment, which deployed APIs there are and which contract
 * each is held against. Plain data.
 */
export interface Config {
  /** A folder of contract files, or a list of such files; default `contracts`. Paths start at the project's root. */
  readonly contracts?: string | readonly string[];
  readonly environments: { readonly [name: string]: Environment };
}

export type Environment = LocalEnvironment | DeployedEnvironment;

/** The local gateway, started for the command with all of `stacks/`. */
export interface LocalEnvironment {
  readonly local: true;
}

export interface DeployedEnvironment {
  /** AWS region; default: what the environment variables or the profile say. */
  readonly region?: string;
  /** A profile of the AWS configuration files. */
  readonly profile?: string;
  readonly targets: readonly TargetSource[];
  /**
   * A protected environment sees only requests without an effect, and load only with `--allow-production`. A list names
   * the stacks, URLs or URLs' names that are protected.
   */
  readonly protect?: boolean | readonly string[];
}

export type TargetSource = StackSource | UrlSource;

/** A CloudFormation stack, whose APIs and stages are discovered. */
export interface StackSource {
  readonly stack: string;
  /** Name of the contract; default: the one that is named as the stack is, or as its start before a `-`. */
  readonly contract?: string;
  /** Keys of the stack outputs that hold the invoke URLs; default: every output that is one. */
  readonly output?: { readonly [A in ApiType]?: string };
  /** The stages to test; default: those that the outputs name, else all. */
  readonly stages?: readonly string[];
}

/** An invoke URL, for APIs that no stack tells of. */
export interface UrlSource {
  readonly url: string;
  readonly apiType: ApiType;
  /** Name of the target before its `:rest` or `:http`; default: the host's name. */
  readonly name?: string;
  readonly contract?: string;
}

/** Returns the configuration as it is, with its literal types kept and its mistakes shown by the compiler. */
export function defineConfig<const C extends Config>(config: C): C {
  return config;
}
