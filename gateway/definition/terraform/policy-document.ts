import { isList, type Value, type ValueMap } from './value.ts';
import type { Known, Nested } from './world.ts';

/** The JSON of an `aws_iam_policy_document`, as the AWS provider writes it. */
export function policyDocument(source: Known): ValueMap {
  const merged = ['source_policy_documents', 'override_policy_documents'].flatMap((name) => {
    const documents = source.argument(name);
    return isList(documents ?? null) ? (documents as readonly Value[]) : [];
  });
  const inherited = merged.flatMap((document) => {
    const { Statement } = JSON.parse(String(document)) as { Statement?: Value };
    return Statement === undefined ? [] : isList(Statement) ? Statement : [Statement];
  });
  const id = source.argument('policy_id');
  return {
    Version: source.argument('version') ?? '2012-10-17',
    ...(id === undefined ? {} : { Id: id }),
    Statement: [...inherited, ...source.nested('statement').map(statement)],
  };
}

/** A list of one is written as the one. */
function oneOrMany(value: Value | undefined): Value | undefined {
  return isList(value ?? null) && (value as readonly Value[]).length === 1
    ? (value as readonly Value[])[0]
    : value;
}

function statement(block: Nested): ValueMap {
  const parts: [string, Value | undefined][] = [
    ['Sid', block.argument('sid')],
    ['Effect', block.argument('effect') ?? 'Allow'],
    ['Action', oneOrMany(block.argument('actions'))],
    ['NotAction', oneOrMany(block.argument('not_actions'))],
    ['Resource', oneOrMany(block.argument('resources'))],
    ['NotResource', oneOrMany(block.argument('not_resources'))],
    ['Principal', principals(block.nested('principals'))],
    ['NotPrincipal', principals(block.nested('not_principals'))],
    ['Condition', conditions(block.nested('condition'))],
  ];
  return Object.fromEntries(parts.filter((part): part is [string, Value] => part[1] !== undefined));
}

function principals(blocks: readonly Nested[]): Value | undefined {
  if (blocks.length === 0) return undefined;
  const [first] = blocks;
  if (blocks.length === 1 && first?.argument('type') === '*') return '*';
  return Object.fromEntries(
    blocks.map((block) => [String(block.argument('type')), oneOrMany(block.argument('identifiers')) ?? null]),
  );
}

function conditions(blocks: readonly Nested[]): Value | undefined {
  if (blocks.length === 0) return undefined;
  const tests: Record<string, Record<string, Value>> = {};
  for (const block of blocks) {
    const test = String(block.argument('test'));
    tests[test] = {
      ...tests[test],
      [String(block.argument('variable'))]: oneOrMany(block.argument('values')) ?? null,
    };
  }
  return tests;
}
