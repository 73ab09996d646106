/** An expression of the Terraform language, read but not evaluated. `line` counts from 1 in the whole module's text. */
export type Expression = { readonly line: number } & (
  | { readonly kind: 'literal'; readonly value: string | number | boolean | null }
  /** Parts that become one text. */
  | { readonly kind: 'template'; readonly parts: readonly Expression[] }
  /** `%{ for … }` in a template: a list whose items become one text. */
  | { readonly kind: 'joined'; readonly items: Expression }
  | { readonly kind: 'reference'; readonly path: Path }
  | { readonly kind: 'steps'; readonly source: Expression; readonly path: Path }
  | { readonly kind: 'index'; readonly source: Expression; readonly key: Expression }
  | { readonly kind: 'splat'; readonly source: Expression; readonly each: Expression }
  /** The item at hand inside a splat. */
  | { readonly kind: 'item' }
  | {
      readonly kind: 'call';
      readonly name: string;
      readonly arguments: readonly Expression[];
      readonly spread: boolean;
    }
  | { readonly kind: 'tuple'; readonly items: readonly Expression[] }
  | { readonly kind: 'object'; readonly entries: readonly (readonly [Expression, Expression])[] }
  | ForExpression
  | {
      readonly kind: 'conditional';
      readonly test: Expression;
      readonly yes: Expression;
      readonly no: Expression;
    }
  | { readonly kind: 'unary'; readonly operator: string; readonly operand: Expression }
  | {
      readonly kind: 'binary';
      readonly operator: string;
      readonly left: Expression;
      readonly right: Expression;
    }
);

export interface ForExpression {
  readonly kind: 'for';
  readonly keyName: string | null;
  readonly valueName: string;
  readonly collection: Expression;
  /** Null makes a list. */
  readonly key: Expression | null;
  readonly value: Expression;
  readonly condition: Expression | null;
  /** `...`: values with the same key become a list. */
  readonly grouped: boolean;
}

/** Attribute names and indices, `aws_lambda_function.hello[0].arn` for instance. */
export type Path = readonly (string | number)[];

/** Every expression in this one, itself first. */
export function* expressionsIn(expression: Expression): Generator<Expression> {
  yield expression;
  for (const child of childrenOf(expression)) yield* expressionsIn(child);
}

function childrenOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case 'template':
      return expression.parts;
    case 'joined':
      return [expression.items];
    case 'steps':
      return [expression.source];
    case 'index':
      return [expression.source, expression.key];
    case 'splat':
      return [expression.source, expression.each];
    case 'call':
      return expression.arguments;
    case 'tuple':
      return expression.items;
    case 'object':
      return expression.entries.flat();
    case 'for':
      return [expression.collection, expression.key, expression.value, expression.condition].filter(
        (child) => child !== null,
      );
    case 'conditional':
      return [expression.test, expression.yes, expression.no];
    case 'unary':
      return [expression.operand];
    case 'binary':
      return [expression.left, expression.right];
    default:
      return [];
  }
}
