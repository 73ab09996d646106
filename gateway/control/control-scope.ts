import type { LogStore } from '../logs/log-store.ts';
import type { Deployment, Throttle } from '../model.ts';
import type { Deploying } from './deploy-stack.ts';
import type { QueryParameters, XmlResult } from './query-protocol.ts';

/** What the answers are made from. */
export interface ControlScope extends Deploying {
  /** As it is while the answer is made. */
  readonly deployment: Deployment;
  /** `http://127.0.0.1:PORT`. */
  readonly endpoint: string;
  /** Left out: there are no logs. */
  readonly logs?: LogStore;
  /** What all APIs share; left out: nothing limits them here, and AWS's own default is told. */
  readonly accountThrottle?: Throttle;
}

export type QueryAction = (parameters: QueryParameters, scope: ControlScope) => XmlResult;
export type AsyncQueryAction = (
  parameters: QueryParameters,
  scope: ControlScope,
) => XmlResult | Promise<XmlResult>;
