import type { ApiType } from '../contract/contract.ts';
import type { PlaceWish } from '../discovery/place.ts';
import type { Transport } from '../transport/transport.ts';

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

/** Where its stacks are (region, profile, role, account) holds for each of its targets that doesn't say otherwise. */
export interface DeployedEnvironment extends PlaceWish {
  readonly targets: readonly TargetSource[];
  /**
   * A protected environment sees only requests without an effect, and load only with `--allow-production`. A list names
   * the stacks, URLs or URLs' names that are protected.
   */
  readonly protect?: boolean | readonly string[];
  /** How the targets' hosts are reached, where that is not the plain way; a target's own comes before it. */
  readonly transport?: Transport;
  /** What the load verbs go by where no option says otherwise. */
  readonly limits?: Limits;
}

/** Defaults of the options `--max-requests`, `--max-cost` and `--rate`. */
export interface Limits {
  readonly maxRequests?: number;
  /** US dollars. */
  readonly maxCost?: number;
  /** The most that a load verb may send each target, whatever `--rate` says. */
  readonly ratePerSecond?: number;
}

export type TargetSource = StackSource | UrlSource | FileSource;

/** A CloudFormation stack, whose APIs and stages are discovered. */
export interface StackSource extends PlaceWish {
  readonly stack: string;
  /** Name of the contract; default: the one that is named as the stack is, or as its start before a `-`. */
  readonly contract?: string;
  /** Keys of the stack outputs that hold the invoke URLs; default: every output that is one. */
  readonly output?: { readonly [A in ApiType]?: string };
  /** The stages to test; default: those that the outputs name, else all. */
  readonly stages?: readonly string[];
  readonly transport?: Transport;
}

/** An invoke URL, for APIs that no stack tells of. */
export interface UrlSource {
  readonly url: string;
  readonly apiType: ApiType;
  /** Name of the target before its `:rest` or `:http`; default: the host's name. */
  readonly name?: string;
  readonly contract?: string;
  readonly transport?: Transport;
}

/**
 * A file in which a deployment leaves its outputs, or its state: `cdk deploy --outputs-file`, `terraform output -json`, `terraform show -json`,
 * `sam list endpoints --output json`. AWS is asked only for the API types that the file doesn't tell.
 */
export interface FileSource extends PlaceWish {
  /** Path from the project's root. */
  readonly outputsFile: string;
  /** Of all its URLs: then AWS is not asked at all. */
  readonly apiType?: ApiType;
  /** Name of its targets before `:rest` or `:http`, where the file names no stack; default: the API's name or id. */
  readonly name?: string;
  readonly contract?: string;
  /** Names of the outputs that hold the invoke URLs; default: every output that is one. */
  readonly output?: { readonly [A in ApiType]?: string };
  readonly stages?: readonly string[];
  readonly transport?: Transport;
}

/** Returns the configuration as it is, with its literal types kept and its mistakes shown by the compiler. */
export function defineConfig<const C extends Config>(config: C): C {
  return config;
}
