import { DefinitionError } from './definition-error.ts';
import { evaluate, holds, plain, type Scope } from './intrinsics.ts';
import { subnetsOf } from './subnets.ts';
import {
  type CallNode,
  type FunctionName,
  type ResolvedNode,
  type ScalarNode,
  scalarText,
  type TemplateNode,
} from './template-node.ts';

type Evaluate = (call: CallNode, scope: Scope) => ResolvedNode | undefined;

/** A function of a rule that asks an AWS account. */
export class NeedsAccount extends DefinitionError {}

const needsAccount: Evaluate = ({ name, line }, { file }) => {
  throw new NeedsAccount(`${name} asks an AWS account.`, { file, line });
};

/** Each by its name (AWS CloudFormation User Guide, "Intrinsic function reference" and "Rule functions"). */
export const intrinsicFunctions: Record<FunctionName, Evaluate> = {
  Ref: (call, scope) => scope.ref(text(call.argument, scope, 'Ref'), call.line),
  Condition: (call, scope) =>
    scalar(scope.condition(text(call.argument, scope, 'Condition'), call.line), call.line),
  'Fn::GetAtt': (call, scope) => {
    const [logicalId, attribute] = parts(call, scope, 2);
    const path = [text(logicalId, scope, call.name), text(attribute, scope, call.name)] as const;
    return scalar(scope.attribute(path[0], path[1], call.line), call.line);
  },
  'Fn::Sub': substitute,
  'Fn::Join': (call, scope) => {
    const [delimiter, list] = parts(call, scope, 2);
    const joined = strings(list, scope, call.name).join(text(delimiter, scope, call.name));
    return scalar(joined, call.line);
  },
  'Fn::Split': (call, scope) => {
    const [delimiter, source] = parts(call, scope, 2);
    const pieces = text(source, scope, call.name).split(text(delimiter, scope, call.name));
    return { kind: 'list', items: pieces.map((piece) => scalar(piece, call.line)), line: call.line };
  },
  'Fn::Select': (call, scope) => {
    const [index, list] = parts(call, scope, 2);
    const items = listOf(list, scope, call.name);
    const at = Number(text(index, scope, call.name));
    const item = items[at];
    if (item === undefined)
      throw mistake(
        call,
        scope,
        `Fn::Select wants item ${at} of a list of ${items.length} (the first is 0).`,
      );
    return item;
  },
  'Fn::If': (call, scope) => {
    const [name, yes, no] = parts(call, scope, 3);
    return evaluate(scope.condition(text(name, scope, call.name), call.line) ? yes : no, scope);
  },
  'Fn::Equals': (call, scope) => {
    const [a, b] = parts(call, scope, 2).map((side) => evaluate(side, scope));
    return scalar(JSON.stringify(comparable(a)) === JSON.stringify(comparable(b)), call.line);
  },
  'Fn::And': (call, scope) => scalar(conditions(call, scope).every(Boolean), call.line),
  'Fn::Or': (call, scope) => scalar(conditions(call, scope).some(Boolean), call.line),
  'Fn::Not': (call, scope) => scalar(!holds(only(call, scope), scope), call.line),
  'Fn::FindInMap': (call, scope) => {
    const [map, top, second] = parts(call, scope, 3, 4);
    const name = (node: TemplateNode) => text(node, scope, call.name);
    return scope.mapping({ map: name(map), top: name(top), second: name(second) }, call.line);
  },
  'Fn::Base64': (call, scope) =>
    scalar(Buffer.from(text(call.argument, scope, call.name)).toString('base64'), call.line),
  'Fn::ImportValue': (call, scope) =>
    scalar(scope.importValue(text(call.argument, scope, call.name), call.line), call.line),
  'Fn::GetStackOutput': (call, scope) => {
    const given = (name: string) => {
      const node = call.argument.kind === 'map' ? call.argument.entries.get(name) : undefined;
      if (node === undefined) throw mistake(call, scope, `${call.name} takes StackName and OutputName.`);
      return text(node, scope, call.name);
    };
    return scalar(scope.stackOutput(given('StackName'), given('OutputName'), call.line), call.line);
  },
  'Fn::GetAZs': (call, scope) => {
    const region = text(call.argument, scope, call.name) || scope.region;
    return {
      kind: 'list',
      items: ['a', 'b', 'c'].map((zone) => scalar(region + zone, call.line)),
      line: call.line,
    };
  },
  'Fn::Cidr': (call, scope) => {
    const [block, count, bits] = parts(call, scope, 2, 3);
    const given = (node: TemplateNode) => text(node, scope, call.name);
    const subnets = subnetsOf(
      given(block),
      Number(given(count)),
      bits === undefined ? 8 : Number(given(bits)),
    );
    if (subnets === null) {
      const wants = 'an IPv4 block, a count from 1 to 256 and a number of host bits';
      throw mistake(call, scope, `Fn::Cidr takes ${wants}.`);
    }
    return { kind: 'list', items: subnets.map((one) => scalar(one, call.line)), line: call.line };
  },
  'Fn::Contains': (call, scope) => {
    const [list, value] = parts(call, scope, 2);
    return scalar(strings(list, scope, call.name).includes(text(value, scope, call.name)), call.line);
  },
  'Fn::EachMemberEquals': (call, scope) => {
    const [list, value] = parts(call, scope, 2);
    const wanted = text(value, scope, call.name);
    return scalar(
      strings(list, scope, call.name).every((one) => one === wanted),
      call.line,
    );
  },
  'Fn::EachMemberIn': (call, scope) => {
    const [list, allowed] = parts(call, scope, 2);
    const known = strings(allowed, scope, call.name);
    return scalar(
      strings(list, scope, call.name).every((one) => known.includes(one)),
      call.line,
    );
  },
  'Fn::RefAll': needsAccount,
  'Fn::ValueOf': needsAccount,
  'Fn::ValueOfAll': needsAccount,
  'Fn::Length': (call, scope) => scalar(listOf(call.argument, scope, call.name).length, call.line),
  'Fn::ToJsonString': (call, scope) =>
    scalar(JSON.stringify(plain(evaluate(call.argument, scope))), call.line),
};

const scalar = (value: ScalarNode['value'], line: number): ScalarNode => ({ kind: 'scalar', value, line });

export function mistake(node: TemplateNode | ResolvedNode, scope: Scope, message: string): DefinitionError {
  return new DefinitionError(message, { file: scope.file, line: node.line });
}

type Parts = readonly [TemplateNode, TemplateNode, TemplateNode, TemplateNode];

function parts(call: CallNode, scope: Scope, least: number, most = least): Parts {
  const { argument } = call;
  if (argument.kind !== 'list' || argument.items.length < least || argument.items.length > most)
    throw mistake(
      call,
      scope,
      `${call.name} takes a list of ${least === most ? least : `${least} or ${most}`}.`,
    );
  return argument.items as unknown as Parts;
}

function only(call: CallNode, scope: Scope): TemplateNode {
  return call.argument.kind === 'list' ? parts(call, scope, 1)[0] : call.argument;
}

function conditions(call: CallNode, scope: Scope): boolean[] {
  const { argument } = call;
  if (argument.kind !== 'list' || argument.items.length < 2 || argument.items.length > 10)
    throw mistake(call, scope, `${call.name} takes a list of 2 to 10 conditions.`);
  return argument.items.map((item) => holds(item, scope));
}

export function text(node: TemplateNode, scope: Scope, where: string): string {
  const value = evaluate(node, scope);
  if (value?.kind !== 'scalar' || value.value === null)
    throw mistake(
      node,
      scope,
      `${where} wants a text here, not ${value === undefined ? 'AWS::NoValue' : noun(value)}.`,
    );
  return scalarText(value);
}

const noun = (node: ResolvedNode) =>
  node.kind === 'list' ? 'a list' : node.kind === 'map' ? 'a map' : 'an empty value';

function listOf(node: TemplateNode, scope: Scope, where: string): readonly ResolvedNode[] {
  const value = evaluate(node, scope);
  if (value?.kind !== 'list') throw mistake(node, scope, `${where} wants a list here.`);
  return value.items;
}

function strings(node: TemplateNode, scope: Scope, where: string): string[] {
  return listOf(node, scope, where).map((item) => text(item, scope, where));
}

/** The names inside `${…}` of a text for Fn::Sub, in order; `${!…}` is a literal. */
export const placeholders = /\$\{(!?)([^}]*)\}/g;

function substitute(call: CallNode, scope: Scope): ResolvedNode {
  const { argument } = call;
  const [template, own] = argument.kind === 'list' ? parts(call, scope, 2) : [argument, undefined];
  if (template.kind !== 'scalar' || (own !== undefined && own.kind !== 'map'))
    throw mistake(call, scope, 'Fn::Sub takes a text, or a list of a text and a map of its own names.');
  const value = String(template.value ?? '').replace(
    placeholders,
    (_whole, literal: string, inside: string) => {
      if (literal === '!') return `\${${inside}}`;
      const name = inside.trim();
      const mine = own?.entries.get(name);
      if (mine !== undefined) return text(mine, scope, `\${${name}}`);
      const dot = name.indexOf('.');
      if (dot > 0) return scope.attribute(name.slice(0, dot), name.slice(dot + 1), call.line);
      return text(scope.ref(name, call.line) ?? scalar(null, call.line), scope, `\${${name}}`);
    },
  );
  return scalar(value, call.line);
}

/** Fn::Equals compares texts: `true` and `"true"` are the same. */
function comparable(node: ResolvedNode | undefined): unknown {
  if (node === undefined) return null;
  if (node.kind === 'scalar') return scalarText(node);
  if (node.kind === 'list') return node.items.map(comparable);
  return [...node.entries].map(([key, value]) => [key, comparable(value)]);
}
