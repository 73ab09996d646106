import { invokeUrlOf, localised } from './control/invoke-url.ts';
import { localOutputs } from './control/terraform-outputs.ts';
import type { DefinitionWarning, Deployment, Stack, TerraformOutputValue } from './model.ts';

export interface LocalGateway {
  /** `http://127.0.0.1:PORT`, for `AWS_ENDPOINT_URL`; `https` where that was asked for. */
  readonly endpoint: string;
  /** Folder of the access logs, where they are written. */
  readonly accessLogs?: string;
  /** Of HTTPS: the certificate that clients have to trust, PEM, as for `NODE_EXTRA_CA_CERTS`. */
  readonly caFile?: string;
  /** `http://127.0.0.1:PORT` of the admin endpoint, where one was asked for. */
  readonly adminEndpoint?: string;
  /** As they are deployed now. */
  readonly stacks: readonly ServedStack[];
  readonly warnings: readonly DefinitionWarning[];
  /** Ends the handlers' processes too. */
  close(): Promise<void>;
}

export interface ServedStack {
  readonly name: string;
  readonly outputs: Readonly<Record<string, string>>;
  /** Of a Terraform stack: what `terraform output -json` would print. */
  readonly terraformOutputs?: Readonly<Record<string, TerraformOutputValue>>;
  readonly apis: readonly ServedStage[];
}

export interface ServedStage {
  readonly apiType: 'rest' | 'http';
  readonly name: string;
  readonly stage: string;
  readonly invokeUrl: string;
}

/** What a stack is to callers, with URLs of `endpoint`. */
export function servedStack(stack: Stack, deployment: Deployment, endpoint: string): ServedStack {
  return {
    name: stack.name,
    outputs: Object.fromEntries(
      stack.outputs.map(({ key, value }) => [key, localised(value, deployment, endpoint)]),
    ),
    ...(stack.terraformOutputs === undefined
      ? {}
      : { terraformOutputs: localOutputs(stack.terraformOutputs, deployment, endpoint) }),
    apis: stack.apis.flatMap((api) =>
      api.stages.map((stage) => ({
        apiType: api.apiType,
        name: api.name,
        stage: stage.name,
        invokeUrl: invokeUrlOf(api, stage, endpoint),
      })),
    ),
  };
}
