import type { DefinitionWarning, LambdaFunction, Stack, TerraformOutputValue } from '../../model.ts';
import { DefinitionError } from '../definition-error.ts';
import { readStack } from '../stack.ts';
import { StackReader, type Surroundings } from '../stack-reader.ts';
import type { ReadTerraform } from './load.ts';
import type { TerraformOutput } from './read-configuration.ts';
import { isList, isMap, type Value } from './value.ts';
import { inTerraformWords } from './wording.ts';

/** The stack that a read Terraform configuration makes, its messages at the places and in the words of its `.tf` files. */
export function terraformStack(
  read: ReadTerraform,
  surroundings: Pick<Surroundings, 'stackName' | 'createdAt' | 'exports'>,
): { stack: Stack; warnings: DefinitionWarning[] } {
  const { template, region, accountId } = read;
  try {
    const reader = new StackReader(template, { ...surroundings, parameters: {}, region, accountId });
    const stack = readStack(reader);
    return {
      stack: {
        ...stack,
        functions: stack.functions.map((lambda) => placed(lambda, read)),
        terraformOutputs: Object.fromEntries(
          read.outputs.map((output) => [output.name, outputValue(output)]),
        ),
      },
      warnings: [...read.warnings, ...reader.warnings.map((warning) => located(warning, read))],
    };
  } catch (error) {
    if (!(error instanceof DefinitionError) || error.file !== template.file) throw error;
    const place = error.line === null ? null : read.place(error.line);
    throw new DefinitionError(inTerraformWords(error.message), {
      file: place?.file ?? error.file,
      line: place?.line ?? null,
      next: error.next.map(inTerraformWords),
    });
  }
}

function located(warning: DefinitionWarning, { place }: ReadTerraform): DefinitionWarning {
  const message = inTerraformWords(warning.message);
  const found = warning.line === null ? null : place(warning.line);
  if (found === null) return { ...warning, message, line: null };
  return { ...warning, ...found, message };
}

function placed(lambda: LambdaFunction, { place }: ReadTerraform): LambdaFunction {
  const found = lambda.line === undefined ? null : place(lambda.line);
  return found === null ? lambda : { ...lambda, ...found };
}

function outputValue({ value, sensitive }: TerraformOutput): TerraformOutputValue {
  return { sensitive, type: typeOf(value), value };
}

/** Terraform's JSON notation of types. */
function typeOf(value: Value): unknown {
  if (value === null) return 'dynamic';
  if (isList(value)) return ['tuple', value.map(typeOf)];
  if (isMap(value))
    return ['object', Object.fromEntries(Object.entries(value).map(([name, one]) => [name, typeOf(one)]))];
  return typeof value === 'boolean' ? 'bool' : typeof value;
}
