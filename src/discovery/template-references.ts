import { parse } from 'yaml';
import { whereAllowed } from '../aws/where-allowed.ts';
import { isFields } from '../contract/shape.ts';
import type { Aws } from './aws.ts';
import type { StackReading } from './read-stack.ts';

/** The value of a resource's property in a template, where it is a plain text in the end. */
export type Resolve = (logicalId: string, property: string) => string | null;

/**
 * What a deployed template's properties refer to: parameters, other resources, exports of other stacks. No more of CloudFormation's
 * functions than lead to an id: Ref, Fn::ImportValue, Fn::Sub, Fn::Join. `null` where the text is no template.
 */
export async function templateReferences(
  aws: Aws,
  reading: StackReading,
  body: string,
): Promise<Resolve | null> {
  const template = parsed(body);
  if (!isFields(template) || !isFields(template.Resources)) return null;
  const resources = template.Resources;
  const imports = /Fn::ImportValue|!ImportValue/.test(body);
  const exports = imports ? ((await whereAllowed(aws.exportedValues())) ?? new Map()) : new Map();
  const names: Names = { refs: refsOf(aws, reading), exports };
  return (logicalId, property) => {
    const resource = resources[logicalId];
    const properties = isFields(resource) ? resource.Properties : null;
    return isFields(properties) ? textOf(properties[property], names) : null;
  };
}

interface Names {
  readonly refs: ReadonlyMap<string, string>;
  readonly exports: ReadonlyMap<string, string>;
}

function refsOf(aws: Aws, { parameters, resources, stackName, instance }: StackReading): Map<string, string> {
  return new Map([
    ...(resources ?? []).map(({ logicalId, physicalId }) => [logicalId, physicalId] as const),
    ...Object.entries(parameters),
    ['AWS::StackName', instance ?? stackName],
    ['AWS::Region', aws.region],
  ]);
}

function textOf(value: unknown, names: Names): string | null {
  if (typeof value === 'string') return value;
  if (!isFields(value)) return null;
  const [[name, argument] = [], ...more] = Object.entries(value);
  if (more.length > 0) return null;
  switch (name) {
    case 'Ref':
      return typeof argument === 'string' ? (names.refs.get(argument) ?? null) : null;
    case 'Fn::ImportValue': {
      const exported = textOf(argument, names);
      return exported === null ? null : (names.exports.get(exported) ?? null);
    }
    case 'Fn::Sub':
      return substituted(argument, names);
    case 'Fn::Join':
      return joined(argument, names);
    default:
      return null;
  }
}

function substituted(argument: unknown, names: Names): string | null {
  const [text, own]: readonly unknown[] = Array.isArray(argument) ? argument : [argument];
  if (typeof text !== 'string') return null;
  let whole = true;
  const result = text.replace(/\$\{(!?)([^}]+)\}/g, (all, literal: string, name: string) => {
    if (literal === '!') return `\${${name}}`;
    const value = isFields(own) && name in own ? textOf(own[name], names) : names.refs.get(name);
    if (value === undefined || value === null) whole = false;
    return value ?? all;
  });
  return whole ? result : null;
}

function joined(argument: unknown, names: Names): string | null {
  if (!Array.isArray(argument)) return null;
  const [delimiter, list]: readonly unknown[] = argument;
  if (typeof delimiter !== 'string' || !Array.isArray(list)) return null;
  const parts = list.map((each) => textOf(each, names));
  return parts.includes(null) ? null : parts.join(delimiter);
}

/** JSON is YAML as well; short forms (`!Ref X`) become the long ones. */
function parsed(body: string): unknown {
  try {
    return parse(body, { customTags: shortForms, logLevel: 'silent' });
  } catch {
    return null;
  }
}

// Those that are not followed have to be known all the same: a tag that YAML doesn't know leaves a plain text.
const functions = [
  'Ref',
  'ImportValue',
  'Sub',
  'Join',
  'GetAtt',
  'Select',
  'Split',
  'If',
  'FindInMap',
  'Base64',
].concat([
  'Cidr',
  'GetAZs',
  'Equals',
  'And',
  'Or',
  'Not',
  'Condition',
  'Transform',
  'Length',
  'ToJsonString',
]);

const shortForms = functions.flatMap((name) => {
  const key = name === 'Ref' ? name : `Fn::${name}`;
  const tag = `!${name}`;
  const whole = (collection: { toJSON(): unknown }) => ({ [key]: collection.toJSON() });
  return [
    { tag, resolve: (text: string) => ({ [key]: text }) },
    { tag, collection: 'seq' as const, resolve: whole },
    { tag, collection: 'map' as const, resolve: whole },
  ];
});
