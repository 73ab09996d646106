import { compileExpression, compileReference, compileTarget, type Value } from './expressions.ts';
import { isMap, isTrue, printed } from './java.ts';
import { type Block, Scope } from './scope.ts';
import { type Node, type Piece, readTemplate } from './syntax.ts';

/** A template, read once: what it writes with these variables, whose maps it may change. */
export type Rendering = (variables: Readonly<Record<string, unknown>>) => string;

/** Most rounds of a loop (AWS documentation, "Amazon API Gateway quotas"). */
const mostRounds = 1000;

/** Compiles a template of the Velocity Template Language 1.7. Throws where it can't be read. */
export function compileVelocity(source: string): Rendering {
  const block = compilePieces(readTemplate(source));
  return (variables) => new Scope(variables).capture(block);
}

const readText = (source: string): Block => compilePieces(readTemplate(source));

function compilePieces(pieces: readonly Piece[]): Block {
  const blocks = pieces.map(compilePiece);
  return (scope) => {
    for (const block of blocks) {
      if (scope.halted !== null) return;
      block(scope);
    }
  };
}

function compilePiece(piece: Piece): Block {
  if (typeof piece === 'string') return (scope) => scope.write(piece);
  if (!isNode(piece)) return compileBlock(piece);
  switch (piece.type) {
    case 'references': {
      const value = compileReference(piece, readText);
      return (scope) => scope.write(printed(value(scope)));
    }
    case 'set': {
      const [target, expression] = piece.equal;
      const assignTo = compileTarget(target, readText);
      const value = compileExpression(expression, readText);
      return (scope) => assignTo(scope, value(scope));
    }
    case 'raw':
      return (scope) => scope.write(piece.value);
    case 'break':
      return (scope) => {
        scope.halted = 'loop';
      };
    case 'macro_call':
      return compileCall(piece);
    default:
      return () => {};
  }
}

const isNode = (piece: Piece): piece is Node => !Array.isArray(piece);

function compileBlock(pieces: readonly Piece[]): Block {
  const [head, ...body] = pieces;
  if (head === undefined) return () => {};
  if (typeof head === 'string' || !isNode(head)) return compilePieces(pieces);
  switch (head.type) {
    case 'if':
      return compileBranches(pieces);
    case 'foreach':
      return compileLoop(head, body);
    case 'macro': {
      const parameters = (head.args || []).map(({ id }) => id);
      const macro = { parameters, body: compilePieces(body) };
      return (scope) => void scope.macros.set(head.id, macro);
    }
    case 'define': {
      const block = compilePieces(body);
      return (scope) => void scope.defined.set(head.id, block);
    }
    case 'noescape':
      return compilePieces(body);
    default:
      return compilePieces(pieces);
  }
}

interface Branch {
  readonly holds: Value;
  readonly pieces: Piece[];
}

function compileBranches(pieces: readonly Piece[]): Block {
  const branches: Branch[] = [];
  for (const piece of pieces) {
    const node = typeof piece !== 'string' && isNode(piece) ? piece : null;
    if (node?.type === 'if' || node?.type === 'elseif')
      branches.push({ holds: compileExpression(node.condition, readText), pieces: [] });
    else if (node?.type === 'else') branches.push({ holds: () => true, pieces: [] });
    else branches.at(-1)?.pieces.push(piece);
  }
  const compiled = branches.map(({ holds, pieces: inside }) => ({ holds, block: compilePieces(inside) }));
  return (scope) => compiled.find(({ holds }) => isTrue(holds(scope)))?.block(scope);
}

function compileLoop({ to, from }: Extract<Node, { type: 'foreach' }>, pieces: readonly Piece[]): Block {
  const otherwise = pieces.findIndex(
    (piece) => typeof piece !== 'string' && isNode(piece) && piece.type === 'else',
  );
  const list = compileExpression(from, readText);
  const body = compilePieces(otherwise < 0 ? pieces : pieces.slice(0, otherwise));
  const empty = otherwise < 0 ? null : compilePieces(pieces.slice(otherwise + 1));
  return (scope) => {
    const items = itemsOf(list(scope));
    if (items.length === 0) empty?.(scope);
    const parent = scope.variables.get('foreach') ?? null;
    for (const [index, value] of items.slice(0, mostRounds).entries()) {
      scope.step();
      const count = index + 1;
      const hasNext = count < items.length;
      const foreach = { index, count, hasNext, first: index === 0, last: !hasNext, parent };
      const around = { [to]: value, foreach, velocityCount: count, velocityHasNext: hasNext };
      scope.within(around, () => body(scope));
      if (scope.halted !== null) break;
    }
    if (scope.halted === 'loop') scope.halted = null;
  };
}

/** A loop over a map runs over its values. */
function itemsOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  return isMap(value) ? Object.values(value) : [];
}

function compileCall({ id, args }: Extract<Node, { type: 'macro_call' }>): Block {
  const given = (args || []).map((one) => compileExpression(one, readText));
  if (id === 'stop')
    return (scope) => {
      scope.halted = 'template';
    };
  if (id === 'evaluate') return (scope) => scope.write(scope.capture(readText(printed(given[0]?.(scope)))));
  return (scope) => {
    const macro = scope.macros.get(id);
    if (macro === undefined) return;
    scope.step();
    const values = macro.parameters.map((name, at) => [name, given[at]?.(scope) ?? null]);
    scope.within(Object.fromEntries(values), () => scope.write(scope.capture(macro.body)));
  };
}
