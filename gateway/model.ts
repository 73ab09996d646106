import type { ApiKey, UsagePlan } from './access.ts';
import type { ApiMapping, CustomDomain } from './domain-model.ts';
import type { LambdaFunction } from './function-model.ts';
import type { HttpApi } from './http-model.ts';
import type { RestApi } from './rest-model.ts';

export type * from './access.ts';
export type * from './api-model.ts';
export type * from './domain-model.ts';
export type * from './function-model.ts';
export type * from './http-model.ts';
export type * from './rest-model.ts';

/**
 * The deployed world as the gateway serves it: what every definition language is read into
 * and what request handling runs on. Names follow API Gateway's own.
 */
export interface Deployment {
  readonly stacks: readonly Stack[];
}

export interface Stack {
  readonly name: string;
  readonly id: string;
  /** File that it was loaded from, for messages. */
  readonly file: string;
  readonly description: string;
  readonly status: string;
  /** ISO 8601. */
  readonly createdAt: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly outputs: readonly StackOutput[];
  /** Names of exports that it got values of. */
  readonly imports?: readonly string[];
  /** As `terraform output -json` prints them, of a Terraform configuration. */
  readonly terraformOutputs?: Readonly<Record<string, TerraformOutputValue>>;
  readonly resources: readonly StackResource[];
  readonly apis: readonly Api[];
  readonly functions: readonly LambdaFunction[];
  readonly apiKeys: readonly ApiKey[];
  readonly usagePlans: readonly UsagePlan[];
  readonly domains: readonly CustomDomain[];
  readonly apiMappings: readonly ApiMapping[];
  /** Ids of other stacks' APIs that it adds methods, routes, deployments or the like to. */
  readonly addsTo?: readonly string[];
  readonly webAcls?: readonly WebAcl[];
  /** The template as it was given, for GetTemplate. */
  readonly templateBody: string;
}

/** Read, not applied. */
export interface WebAcl {
  readonly name: string;
  readonly id: string;
  readonly arn: string;
  /** `REGIONAL` or `CLOUDFRONT`. */
  readonly scope: string;
  /** As the definition has them. */
  readonly rules: readonly unknown[];
}

export interface StackOutput {
  readonly key: string;
  readonly value: string;
  readonly description?: string;
  readonly exportName?: string;
}

/** `type` is Terraform's own notation: `string`, or `["list", "string"]`. */
export interface TerraformOutputValue {
  readonly sensitive: boolean;
  readonly type: unknown;
  readonly value: unknown;
}

export interface StackResource {
  readonly logicalId: string;
  readonly physicalId: string;
  readonly type: string;
}

export type Api = RestApi | HttpApi;

/** Said at start, and in `--json`: something that loads but is not served as AWS would. */
export interface DefinitionWarning {
  readonly file: string;
  readonly line: number | null;
  readonly resource: string;
  /** Of the resource, where one is meant. */
  readonly property?: string;
  readonly message: string;
  /** Requests are answered as on AWS all the same: worth knowing, and fine under `--strict`. */
  readonly advice?: true;
}
