import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const folder = mkdtempSync(join(tmpdir(), 'gatewright-outputs-'));
process.on('exit', () => rmSync(folder, { recursive: true }));
let written = 0;

/** A file with these contents; anything but a text or bytes is written as JSON. */
export function fileWith(contents: unknown): string {
  written += 1;
  const file = join(folder, `outputs-${written}.json`);
  const plain = typeof contents === 'string' || contents instanceof Uint8Array;
  writeFileSync(file, plain ? contents : JSON.stringify(contents));
  return file;
}

/** Nothing on this machine says who asks. */
export const nobody = { AWS_CONFIG_FILE: '/nowhere/config', AWS_SHARED_CREDENTIALS_FILE: '/nowhere/none' };

export const restUrl = 'https://a1b2.execute-api.eu-west-1.amazonaws.com/prod';
export const httpUrl = 'https://c3d4.execute-api.eu-west-1.amazonaws.com';

interface Resource {
  readonly type: string;
  readonly name: string;
  readonly values: Readonly<Record<string, unknown>>;
  readonly module?: string;
  readonly sensitive?: readonly string[];
}

/** A REST API of two stages, an HTTP API and a WebSocket API, as the AWS provider keeps them. */
export const resources: readonly Resource[] = [
  {
    type: 'aws_api_gateway_rest_api',
    name: 'orders',
    module: 'module.orders',
    values: {
      id: 'a1b2',
      name: 'Orders API',
      endpoint_configuration: [{ types: ['REGIONAL'], vpc_endpoint_ids: [] }],
      disable_execute_api_endpoint: false,
    },
  },
  {
    type: 'aws_api_gateway_stage',
    name: 'prod',
    module: 'module.orders',
    values: { id: 'ags-a1b2-prod', rest_api_id: 'a1b2', stage_name: 'prod', invoke_url: restUrl },
  },
  {
    type: 'aws_api_gateway_stage',
    name: 'dev_eu-1',
    module: 'module.orders',
    values: { rest_api_id: 'a1b2', stage_name: 'dev_eu-1', invoke_url: restUrl.replace('prod', 'dev_eu-1') },
  },
  {
    type: 'aws_api_gateway_deployment',
    name: 'this',
    module: 'module.orders',
    values: { rest_api_id: 'a1b2', stage_name: 'prod', invoke_url: restUrl },
  },
  {
    type: 'aws_apigatewayv2_api',
    name: 'demo',
    values: { id: 'c3d4', name: 'demo', protocol_type: 'HTTP', api_endpoint: httpUrl },
  },
  {
    type: 'aws_apigatewayv2_stage',
    name: 'default',
    values: { api_id: 'c3d4', name: '$default', invoke_url: `${httpUrl}/` },
  },
  {
    type: 'aws_apigatewayv2_api',
    name: 'chat',
    values: { id: 'w5', name: 'chat', protocol_type: 'WEBSOCKET', api_endpoint: 'wss://w5.execute-api.x' },
  },
  {
    type: 'aws_apigatewayv2_stage',
    name: 'chat',
    values: { api_id: 'w5', name: 'prod', invoke_url: 'wss://w5.execute-api.eu-west-1.amazonaws.com/prod' },
  },
];

/** `terraform show -json`. */
export function shownState(all: readonly Resource[], outputs: object = {}): object {
  const address = ({ module, type, name }: Resource) => [module, type, name].filter(Boolean).join('.');
  const told = (resource: Resource) => ({
    address: address(resource),
    mode: 'managed',
    type: resource.type,
    name: resource.name,
    values: resource.values,
    sensitive_values: Object.fromEntries((resource.sensitive ?? []).map((name) => [name, true])),
  });
  return {
    format_version: '1.0',
    terraform_version: '1.9.5',
    values: {
      outputs,
      root_module: {
        resources: all.filter(({ module }) => module === undefined).map(told),
        child_modules: [{ resources: all.filter(({ module }) => module !== undefined).map(told) }],
      },
    },
  };
}

/** `terraform.tfstate`, `terraform state pull`. */
export function storedState(all: readonly Resource[], outputs: object = {}): object {
  return {
    version: 4,
    terraform_version: '1.9.5',
    serial: 3,
    lineage: '0f8fad5b',
    outputs,
    resources: all.map(({ module, type, name, values, sensitive = [] }) => ({
      ...(module === undefined ? {} : { module }),
      mode: 'managed',
      type,
      name,
      instances: [
        {
          attributes: values,
          sensitive_attributes: sensitive.map((one) => [{ type: 'get_attr', value: one }]),
        },
      ],
    })),
  };
}
