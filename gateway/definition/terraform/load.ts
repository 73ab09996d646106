import type { DefinitionWarning, FunctionCode } from '../../model.ts';
import type { Identified } from '../identities.ts';
import type { Template } from '../template.ts';
import { idOfApi } from './attributes.ts';
import { Configuration } from './configuration.ts';
import { Document } from './document.ts';
import { evaluate } from './evaluate.ts';
import type { Expression } from './expression.ts';
import { codeOf, isUpload } from './function-code.ts';
import { type GivenValues, givenValues } from './given-values.ts';
import { parseExpression } from './hcl.ts';
import {
  type Evaluated,
  evaluateConfiguration,
  everyModule,
  providerRegion,
  readModules,
  type TerraformOutput,
} from './read-configuration.ts';
import type { Module } from './read-module.ts';
import { stackTemplate } from './stack-template.ts';
import type { World } from './world.ts';

/** A Terraform configuration as the rest of the gateway reads definitions. */
export interface ReadTerraform {
  readonly template: Template;
  readonly outputs: readonly TerraformOutput[];
  /** Names of its variables. */
  readonly declared: readonly string[];
  /** The AWS provider's, or the gateway's own. */
  readonly region: string;
  readonly accountId: string;
  readonly warnings: readonly DefinitionWarning[];
  /** Where a line of the template's text stands. */
  place(line: number): { file: string; line: number } | null;
}

export interface ReadOptions {
  /** Absolute. */
  readonly folder: string;
  readonly stackName: string;
  readonly variables: Readonly<Record<string, string>>;
  /** Where `TF_VAR_NAME` stand. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly region: string;
  readonly accountId: string;
}

/** Reads and evaluates a folder of `.tf` files. Throws DefinitionError at the place of the first mistake. */
export async function readTerraform(options: ReadOptions): Promise<ReadTerraform> {
  const document = new Document();
  const modules = await readModules(options.folder, document);
  const module = modules.get(options.folder);
  if (module === undefined) throw document.fail(0, 'The folder holds no .tf file.');
  const given = await givenValues(options, { document, module });
  const templates = new Map<string, Expression>();
  for (;;) {
    try {
      return evaluated(options, { document, modules, module, given, templates });
    } catch (error) {
      if (!(error instanceof UnreadTemplate)) throw error;
      templates.set(error.template, await readTemplateText(error.template, options.folder));
    }
  }
}

/** Templates are found only by evaluating, and parsed only by waiting: evaluation begins again once one is there. */
class UnreadTemplate extends Error {
  readonly template: string;

  constructor(template: string) {
    super('a template has to be read first');
    this.template = template;
  }
}

const marker = 'END_OF_TEMPLATE';

function readTemplateText(template: string, file: string): Promise<Expression> {
  return parseExpression(`<<${marker}\n${template}\n${marker}`, { file, line: 1 });
}

interface Read {
  readonly document: Document;
  readonly modules: Awaited<ReturnType<typeof readModules>>;
  readonly module: Module;
  readonly given: GivenValues;
  readonly templates: ReadonlyMap<string, Expression>;
}

function evaluated(
  options: ReadOptions,
  { document, modules, module, given, templates }: Read,
): ReadTerraform {
  const { folder, stackName } = options;
  const warnings: DefinitionWarning[] = [];
  const worldIn = (region: string): World => ({
    folder,
    document,
    stack: surroundingsOf(options, region),
    resourcesOf: (type) =>
      [...everyModule(root)].flatMap((one) =>
        one
          .blocksOf('resource')
          .filter(({ labels }) => labels[0] === type)
          .flatMap((block) => one.instancesOf(block).map(({ made }) => made)),
      ),
    warn: (resource, line, message) => {
      const place = line === null ? null : document.place(line);
      warnings.push({ file: place?.file ?? folder, line: place?.line ?? null, resource, message });
    },
    render(template, names) {
      const tree = templates.get(template);
      if (tree === undefined) throw new UnreadTemplate(template);
      return String(
        evaluate(
          tree,
          new Configuration(module, { prefix: '', given: new Map() }, { modules, world }),
          names,
        ),
      ).slice(0, -1);
    },
  });
  let world = worldIn(options.region);
  let root = new Configuration(module, { prefix: '', given }, { modules, world });
  const region = providerRegion(root) ?? options.region;
  world = worldIn(region);
  root = new Configuration(module, { prefix: '', given }, { modules, world });
  const result = evaluateConfiguration(root, world);
  const code = functionCode(result, { folder, document, world });
  const template = stackTemplate(result, {
    file: folder,
    body: document.text,
    stackName,
    apiIdOf: (api) => idOfApi(api.address, world),
    fail: (line, message) => document.fail(line, message),
  });
  return {
    template: { ...template, code },
    outputs: result.outputs,
    declared: root.labels('variable'),
    region,
    accountId: options.accountId,
    warnings,
    place: (line) => document.place(line),
  };
}

export function surroundingsOf(
  { stackName, accountId }: Pick<ReadOptions, 'stackName' | 'accountId'>,
  region: string,
): Identified['stack'] {
  const china = region.startsWith('cn-');
  const partition = china ? 'aws-cn' : region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
  return { stackName, region, accountId, partition, urlSuffix: china ? 'amazonaws.com.cn' : 'amazonaws.com' };
}

/** The code of every function and layer, by address. Throws DefinitionError for code that should be there. */
export function functionCode(
  { resources, archives, files }: Evaluated,
  { folder, document, world }: { folder: string; document: Document; world: World },
): Map<string, FunctionCode> {
  const code = new Map<string, FunctionCode>();
  const uploads = resources.filter(({ type }) => isUpload(type));
  for (const layer of resources.filter(({ type }) => type === 'aws_lambda_layer_version')) {
    const found = codeOf(layer, { folder, archives, files, uploads });
    const reason = 'missing' in found ? found.missing : '';
    code.set(layer.address, 'missing' in found ? { kind: 'unavailable', reason } : found.code);
  }
  for (const lambda of resources.filter(({ type }) => type === 'aws_lambda_function')) {
    const found = codeOf(lambda, { folder, archives, files, uploads });
    const line = lambda.arguments.keyLines.get('filename') ?? lambda.line;
    if ('missing' in found) throw document.fail(line, found.missing, found.next);
    if (found.note !== undefined) world.warn(lambda.address, line, found.note);
    code.set(lambda.address, found.code);
  }
  return code;
}
