export type { Config, Environment, TargetSource } from './config/define-config.ts';
export { defineConfig } from './config/define-config.ts';
export type {
  ApiType,
  Contract,
  CorsPromise,
  Effect,
  Example,
  Expectation,
  Objectives,
  RequestPromise,
  Route,
} from './contract/contract.ts';
export { defineContract } from './contract/define-contract.ts';
export type { Json, JsonSchema } from './contract/json.ts';
