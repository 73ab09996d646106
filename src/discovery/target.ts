import type { ApiType } from '../contract/contract.ts';
import type { Transport } from '../transport/transport.ts';

/** One deployed API under test: what discovery finds and everything after it is pointed at. */
export interface Target {
  /** `STACK:rest` or `STACK:http`, with `@STAGE` where a stack has several stages of that API type. */
  readonly target: string;
  readonly apiType: ApiType;
  /** Base URL that clients call, stage segment included where there is one, no slash at the end. */
  readonly invokeUrl: string;
  /** `null` where a bare URL doesn't tell. */
  readonly stage: string | null;
  readonly region: string | null;
  readonly stackName: string | null;
  readonly endpointType: EndpointType | null;
  readonly apiId: string | null;
  /** The last digits of the stack's account, `…9012`; left out where no stack tells. */
  readonly account?: string;
  /** The stack's tags that say what it is for (`env`, `stage`, `environment`); left out where it has none. */
  readonly environmentTags?: { readonly [key: string]: string };
  /** How its host is reached; left out where the plain way leads there. */
  readonly transport?: Transport;
  /** What answers in AWS's place; left out where AWS does. */
  readonly emulator?: Emulator;
}

export type EndpointType = 'EDGE' | 'REGIONAL' | 'PRIVATE';

/** What answers in AWS's place. */
export interface Emulator {
  /** Scheme, host and port of its AWS endpoint. */
  readonly origin: string;
  /** `server` header of its AWS answers; `null` where it sends none. */
  readonly server: string | null;
}
