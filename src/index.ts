export type {
  ApiType,
  Contract,
  CorsPromise,
  Effect,
  Example,
  Expectation,
  Objectives,
  Route,
} from './contract/contract.ts';
