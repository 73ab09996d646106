import type { ApiType } from '../../contract/contract.ts';
import { type Fields, isFields } from '../../contract/shape.ts';
import { UsageError } from '../../errors/usage-error.ts';
import { awsOrigin, parseInvokeUrl } from '../invoke-url.ts';
import type { StackOutput } from '../read-stack.ts';
import { howToWrite } from './file-text.ts';
import { listIn, textIn } from './json-values.ts';
import { readState, type TerraformState } from './terraform-state.ts';
import { wrongDocument, wrongText } from './wrong-file.ts';

/** What a file of outputs or of state holds. */
export type FileContent =
  | { readonly kind: 'outputs'; readonly groups: readonly OutputGroup[] }
  | { readonly kind: 'state'; readonly state: TerraformState; readonly outputs: OutputGroup };

export interface OutputGroup {
  /** `null` where the file names no stack. */
  readonly stackName: string | null;
  readonly outputs: readonly FileOutput[];
  /** Names of outputs that are marked as sensitive, of which nothing else is kept. */
  readonly sensitive: readonly string[];
}

export interface FileOutput extends StackOutput {
  /** `null` where the file doesn't tell. */
  readonly apiType: ApiType | null;
}

/**
 * What a file's text holds, told by its shape alone, whatever its name and whichever option named it.
 * @throws UsageError that says what the file is instead, and which command writes the right one.
 */
export function fileContent(text: string, shown: string): FileContent {
  const value = parsed(text, shown);
  const wrong = wrongDocument(value);
  if (wrong !== null) throw new UsageError(`${shown} ${wrong[0]}`, wrong[1]);
  for (const read of readers) {
    const content = read(value);
    if (content !== null) return content;
  }
  throw new UsageError(`${shown} ${described(value)}`, howToWrite.all);
}

function parsed(text: string, shown: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const [what, next] = wrongText(text);
    throw new UsageError(`${shown} ${what}`, next, { cause: error });
  }
}

const readers: readonly ((value: unknown) => FileContent | null)[] = [
  terraformState,
  terraformOutputs,
  describedStacks,
  samEndpoints,
  listedOutputs,
  cdkOutputs,
  flatOutputs,
];

function terraformState(value: unknown): FileContent | null {
  const state = isFields(value) ? readState(value) : null;
  return state === null ? null : { kind: 'state', state, outputs: terraformGroup(state.outputs) };
}

/** `terraform output -json`: every value with its type, and whether it is sensitive. */
function terraformOutputs(value: unknown): FileContent | null {
  if (!isFields(value)) return null;
  const all = Object.values(value);
  const isTerraform = all.every(
    (one) => isFields(one) && 'value' in one && typeof one.sensitive === 'boolean',
  );
  return isTerraform ? { kind: 'outputs', groups: [terraformGroup(value)] } : null;
}

function terraformGroup(outputs: Fields): OutputGroup {
  const entries = Object.entries(outputs).flatMap(([name, one]) =>
    isFields(one) ? [[name, one] as const] : [],
  );
  return {
    stackName: null,
    outputs: entries.flatMap(([name, one]) => (one.sensitive === true ? [] : textsIn(name, one.value))),
    sensitive: entries.flatMap(([name, one]) => (one.sensitive === true ? [name] : [])),
  };
}

/** Terraform's values may be lists and maps of texts: `urls.prod`. */
function textsIn(key: string, value: unknown): FileOutput[] {
  if (typeof value === 'string') return [{ key, value: value.trim(), apiType: null }];
  if (Array.isArray(value)) return value.flatMap((one: unknown, index) => textsIn(`${key}.${index}`, one));
  return isFields(value)
    ? Object.entries(value).flatMap(([name, one]) => textsIn(`${key}.${name}`, one))
    : [];
}

/** `aws cloudformation describe-stacks`. */
function describedStacks(value: unknown): FileContent | null {
  if (!isFields(value) || !Array.isArray(value.Stacks)) return null;
  const groups = listIn(value, 'Stacks').map((stack) =>
    group(textIn(stack, 'StackName'), listIn(stack, 'Outputs').flatMap(outputOf)),
  );
  return { kind: 'outputs', groups };
}

/** `sam list stack-outputs --output json`, and the `Outputs` of the AWS CLI's describe-stacks. */
function listedOutputs(value: unknown): FileContent | null {
  const all: readonly unknown[] = Array.isArray(value) ? value : [];
  const outputs = all.filter(isFields).flatMap(outputOf);
  return outputs.length === 0 ? null : { kind: 'outputs', groups: [group(null, outputs)] };
}

/** `sam list endpoints --output json`: a list of URLs for each API, and one URL, or `-`, for a function. */
function samEndpoints(value: unknown): FileContent | null {
  const all: readonly unknown[] = Array.isArray(value) ? value : [];
  const resources = all.filter(isFields).filter((one) => 'CloudEndpoint' in one);
  if (resources.length === 0) return null;
  const outputs = resources.flatMap((resource) => {
    const key = textIn(resource, 'LogicalResourceId') ?? '';
    const urls: readonly unknown[] = [resource.CloudEndpoint].flat();
    return urls.flatMap((url) =>
      typeof url === 'string' && url !== '-'
        ? [{ key, value: inItsPartition(url), apiType: implicit(key) }]
        : [],
    );
  });
  return { kind: 'outputs', groups: [group(null, outputs)] };
}

/** The APIs that SAM makes by itself: https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-generated-resources.html */
function implicit(logicalId: string): ApiType | null {
  if (logicalId === 'ServerlessRestApi') return 'rest';
  return logicalId === 'ServerlessHttpApi' ? 'http' : null;
}

/** SAM writes `amazonaws.com` for every region. */
function inItsPartition(url: string): string {
  const told = parseInvokeUrl(url);
  if (told?.form !== 'execute-api' || told.region === null || !told.origin.endsWith('.amazonaws.com'))
    return url;
  return url.replace(told.origin, awsOrigin(told.apiId, told.region));
}

/** `cdk deploy --outputs-file`, and what SST writes: stacks with their outputs. */
function cdkOutputs(value: unknown): FileContent | null {
  if (!isFields(value) || !Object.values(value).every(isFields)) return null;
  const groups = Object.entries(value).map(([stackName, outputs]) =>
    group(stackName, isFields(outputs) ? textOutputs(outputs) : []),
  );
  return { kind: 'outputs', groups };
}

/** Names and values: Pulumi, plugins of the Serverless Framework, a script of one's own. */
function flatOutputs(value: unknown): FileContent | null {
  const outputs = typeof value === 'string' ? { output: value } : value;
  if (!isFields(outputs) || Object.values(outputs).every((one) => isFields(one) || Array.isArray(one)))
    return null;
  return { kind: 'outputs', groups: [group(null, textOutputs(outputs))] };
}

function textOutputs(outputs: Fields): FileOutput[] {
  return Object.entries(outputs).flatMap(([key, one]) => textsIn(key, one));
}

function outputOf(fields: Fields): FileOutput[] {
  const key = textIn(fields, 'OutputKey');
  const value = textIn(fields, 'OutputValue');
  return key === null || value === null ? [] : [{ key, value: value.trim(), apiType: null }];
}

function group(stackName: string | null, outputs: readonly FileOutput[]): OutputGroup {
  return { stackName, outputs, sensitive: [] };
}

function described(value: unknown): string {
  if (Array.isArray(value)) {
    return value.length === 0
      ? 'is an empty list: nothing is deployed, or the command was asked of another stack.'
      : 'is a list of something else than outputs or endpoints.';
  }
  if (!isFields(value)) return `holds only ${value === null ? 'null' : `a ${typeof value}`}.`;
  const keys = Object.keys(value);
  return `holds neither outputs nor a state: ${keys.slice(0, 6).join(', ')}${keys.length > 6 ? ', …' : ''}.`;
}
