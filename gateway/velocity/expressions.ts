import { doubleOf } from './double.ts';
import { calculated, compared, isEqual, isTrue, JavaList, listOf, numberOf } from './java.ts';
import { assign, call, item, property } from './methods.ts';
import type { Block, Scope } from './scope.ts';
import type { Expression, ReferenceNode, Step } from './syntax.ts';

export type Value = (scope: Scope) => unknown;

/** Reads the template inside a text in double quotes. */
export type ReadText = (source: string) => Block;

/** Turns an expression into a function of the variables. */
export function compileExpression(expression: Expression, read: ReadText): Value {
  switch (expression.type) {
    case 'references':
      return compileReference(expression, read);
    case 'math':
      return compileOperation(expression.operator, expression.expression, read);
    case 'string':
      return compileText(expression.value, expression.isEval === true, read);
    case 'integer':
    case 'decimal': {
      const value = Number(expression.value);
      const held = expression.type === 'integer' ? value : doubleOf(value);
      return () => held;
    }
    case 'bool': {
      const value = { true: true, false: false, null: null }[expression.value];
      return () => value;
    }
    case 'map': {
      const entries = Object.entries(expression.value ?? {}).map(
        ([key, value]) => [key, compileExpression(value, read)] as const,
      );
      return (scope) => Object.fromEntries(entries.map(([key, value]) => [key, value(scope)]));
    }
    case 'array':
      return compileList(expression, read);
  }
}

function compileText(text: string, evaluated: boolean, read: ReadText): Value {
  if (!evaluated || !/[$#]/.test(text)) return () => text;
  const block = read(text);
  return (scope) => scope.capture(block);
}

function compileList({ isRange, value }: Extract<Expression, { type: 'array' }>, read: ReadText): Value {
  const items = value.map((one): Value => {
    if (typeof one === 'object') return compileExpression(one, read);
    return () => Number(one);
  });
  if (isRange !== true) return (scope) => listOf(items.map((one) => one(scope)));
  return (scope) => {
    const [first, last] = items.map((one) => numberOf(one(scope)));
    if (typeof first !== 'number' || typeof last !== 'number') return null;
    const list = new JavaList();
    const by = first <= last ? 1 : -1;
    for (let at = first; by * at <= by * last; at += by) {
      scope.step();
      list.push(at);
    }
    return list;
  };
}

function compileOperation(operator: string, operands: readonly Expression[], read: ReadText): Value {
  const [first = () => null, second = () => null] = operands.map((one) => compileExpression(one, read));
  switch (operator) {
    case 'parenthesis':
      return first;
    case 'not':
      return (scope) => !isTrue(first(scope));
    case 'minus':
      return (scope) => calculated('-', 0, first(scope));
    case '&&':
      return (scope) => isTrue(first(scope)) && isTrue(second(scope));
    case '||':
      return (scope) => isTrue(first(scope)) || isTrue(second(scope));
    case '==':
      return (scope) => isEqual(first(scope), second(scope));
    case '!=':
      return (scope) => !isEqual(first(scope), second(scope));
    case '<':
    case '<=':
    case '>':
    case '>=':
      return (scope) => ordered(operator, compared(first(scope), second(scope)));
    default:
      return (scope) => calculated(operator, first(scope), second(scope));
  }
}

function ordered(operator: '<' | '<=' | '>' | '>=', order: number | null): boolean {
  if (order === null) return false;
  switch (operator) {
    case '<':
      return order < 0;
    case '<=':
      return order <= 0;
    case '>':
      return order > 0;
    case '>=':
      return order >= 0;
  }
}

type Walk = (target: unknown, scope: Scope) => unknown;

/** `$name.path[index].method(…)`; nothing anywhere on the way gives nothing. */
export function compileReference({ id, path = [] }: ReferenceNode, read: ReadText): Value {
  const steps = path.map((step) => compileStep(step, read));
  return (scope) => {
    const defined = steps.length === 0 ? scope.defined.get(id) : undefined;
    if (defined !== undefined) return scope.capture(defined);
    let value = scope.variables.get(id);
    for (const step of steps) {
      if (value === null || value === undefined) return null;
      value = step(value, scope);
    }
    return value;
  };
}

function compileStep(step: Step, read: ReadText): Walk {
  switch (step.type) {
    case 'property':
      return (target) => property(target, step.id);
    case 'index': {
      const index = compileExpression(step.id, read);
      return (target, scope) => item(target, index(scope));
    }
    case 'method': {
      const given = (step.args || []).map((one) => compileExpression(one, read));
      return (target, scope) => {
        scope.step();
        return call(
          target,
          step.id,
          given.map((one) => one(scope)),
        );
      };
    }
  }
}

/** `#set($name.path = …)`. */
export function compileTarget(
  { id, path = [] }: ReferenceNode,
  read: ReadText,
): (scope: Scope, value: unknown) => void {
  const last = path.at(-1);
  if (last === undefined) return (scope, value) => void scope.variables.set(id, value);
  const owner = compileReference({ type: 'references', id, path: path.slice(0, -1) }, read);
  if (last.type === 'method') return () => {};
  if (last.type === 'property') return (scope, value) => assign(owner(scope), last.id, value);
  const index = compileExpression(last.id, read);
  return (scope, value) => assign(owner(scope), String(index(scope)), value);
}
