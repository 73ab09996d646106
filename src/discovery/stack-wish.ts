import type { ApiType } from '../contract/contract.ts';
import type { Transport } from '../transport/transport.ts';

/** A stack whose APIs are to be found, and what of it is wanted. */
export interface StackWish {
  readonly stack: string;
  /** Keys of the outputs that hold the invoke URLs; default: every output that is one. */
  readonly output?: { readonly [A in ApiType]?: string };
  /** Default: the stages that the outputs name, else all. */
  readonly stages?: readonly string[];
  /** How its APIs' hosts are reached, which a PRIVATE endpoint takes. */
  readonly transport?: Transport;
}
