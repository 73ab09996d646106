import { definition, type FoundDefinition, type FoundOutputs } from './found.ts';
import type { Repository } from './repository.ts';
import { folderOf } from './sam.ts';
import { type Fields, fieldsOf, readStructured } from './structured-text.ts';
import { templateApis } from './template-apis.ts';

/** Terraform's folders with an API in them; and what tells their URLs. */
export async function findTerraform(repository: Repository): Promise<FoundDefinition[]> {
  const withApi = repository.files.filter(
    (file) =>
      file.endsWith('.tf') && /"aws_api(gateway|_gateway_rest|gatewayv2)_/.test(apiText(repository, file)),
  );
  const folders = [...new Set(withApi.map(folderOf))];
  return Promise.all(folders.map((folder) => module(repository, folder)));
}

const apiText = (repository: Repository, file: string) =>
  (repository.text(file) ?? '').replaceAll('aws_api_gateway_', 'aws_apigateway_');

async function module(repository: Repository, folder: string): Promise<FoundDefinition> {
  const files = repository.files.filter((file) => file.endsWith('.tf') && folderOf(file) === folder);
  // A parser in WebAssembly, which most projects don't need.
  const { parse } = await import('@cdktf/hcl2json');
  const notes: string[] = [];
  const resources: { [id: string]: unknown } = {};
  for (const file of files) {
    try {
      Object.assign(resources, resourcesOf(fieldsOf(await parse(file, repository.text(file) ?? ''))));
    } catch (error) {
      notes.push(mistakeIn(file, error));
    }
  }
  const roots = rootsOf(repository, folder);
  const outputs = roots.length === 1 ? roots.map((root) => outputsOf(repository, root)) : [];
  const commands = outputs.flatMap(({ madeBy }) => madeBy ?? []);
  return definition(folder === '' ? 'Terraform' : `Terraform in ${folder.replace(/\/$/, '')}`, {
    apis: templateApis({ Resources: resources }),
    outputs,
    notes: [
      ...notes,
      ...commands.map((command) => `Terraform's outputs tell the URLs; after each apply: ${command}`),
      ...(roots.length > 1
        ? [
            `${folder} is deployed from ${roots.map((root) => root.replace(/\/$/, '')).join(', ')}: write an environment with { outputsFile: '…' } for each.`,
          ]
        : []),
    ],
  });
}

/** The parser names file, line and columns, and what is wrong with them twice. */
function mistakeIn(file: string, error: unknown): string {
  const [line = ''] = String((error as Error).message).split('\n');
  const [, at, what] = /:(\d+),[\d,-]+: ([^;\]]+)/.exec(line) ?? [];
  return at === undefined ? `${file}: ${line}` : `${file}:${at}: ${what}.`;
}

/** A module is deployed from the folders that call modules; any other folder from itself. */
function rootsOf(repository: Repository, folder: string): string[] {
  if (!inModules.test(folder)) return [folder];
  const calling = repository.files.filter(
    (file) =>
      file.endsWith('.tf') &&
      !inModules.test(folderOf(file)) &&
      /^\s*module\s+"/m.test(repository.text(file) ?? ''),
  );
  const roots = [...new Set(calling.map(folderOf))];
  return roots.length === 0 ? [folder] : roots;
}

const inModules = /(^|\/)modules\//;

/** Terraform's resources in CloudFormation's words, which one reader understands. */
const inCloudFormation: {
  readonly [type: string]: {
    readonly type: string;
    readonly properties: { readonly [name: string]: string };
  };
} = {
  aws_api_gateway_rest_api: { type: 'AWS::ApiGateway::RestApi', properties: {} },
  aws_api_gateway_resource: {
    type: 'AWS::ApiGateway::Resource',
    properties: { parent_id: 'ParentId', path_part: 'PathPart' },
  },
  aws_api_gateway_method: {
    type: 'AWS::ApiGateway::Method',
    properties: { resource_id: 'ResourceId', http_method: 'HttpMethod' },
  },
  aws_apigatewayv2_api: {
    type: 'AWS::ApiGatewayV2::Api',
    properties: { protocol_type: 'ProtocolType', route_key: 'RouteKey', target: 'Target' },
  },
  aws_apigatewayv2_route: {
    type: 'AWS::ApiGatewayV2::Route',
    properties: { api_id: 'ApiId', route_key: 'RouteKey' },
  },
};

function resourcesOf(parsed: Fields): { [id: string]: unknown } {
  const found: { [id: string]: unknown } = {};
  for (const [type, byName] of Object.entries(fieldsOf(parsed.resource))) {
    const known = inCloudFormation[type];
    if (known === undefined) continue;
    for (const [name, blocks] of Object.entries(fieldsOf(byName))) {
      const block = fieldsOf(Array.isArray(blocks) ? blocks[0] : blocks);
      const properties = Object.entries(known.properties).map(([theirs, ours]) => [
        ours,
        referred(block[theirs]),
      ]);
      found[`${type}.${name}`] = { Type: known.type, Properties: Object.fromEntries(properties) };
    }
  }
  return found;
}

/** `${aws_api_gateway_resource.users.id}` → `aws_api_gateway_resource.users`. */
function referred(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  const [, id, attribute] = /^\$\{(aws_\w+\.\w+)(?:\[0\])?\.(\w+)\}$/.exec(value) ?? [];
  if (id === undefined) return value;
  return attribute === 'root_resource_id' ? `${id}.RootResourceId` : id;
}

/**
 * The state where it lies in the folder and holds something, else the outputs, which a remote state has to be asked for.
 * https://developer.hashicorp.com/terraform/cli/commands/output
 */
function outputsOf(repository: Repository, folder: string): FoundOutputs {
  const state = `${folder}terraform.tfstate`;
  const read = repository.files.includes(state) ? readStructured(repository, state) : null;
  if (read?.read && Array.isArray(read.value.resources) && read.value.resources.length > 0) {
    return { outputsFile: state, madeBy: null };
  }
  const outputsFile = `${folder}outputs.json`;
  const where = folder === '' ? '' : `-chdir=${folder.replace(/\/$/, '')} `;
  const madeBy = `terraform ${where}output -json > ${outputsFile}`;
  return { outputsFile, madeBy: repository.files.includes(outputsFile) ? null : madeBy };
}
