import { onDemand } from '../on-demand.ts';
import { withEscapedQuotes } from './quotes.ts';

const velocity = onDemand<typeof import('velocityjs')>('velocityjs');

/** A template as the grammar of velocityjs reads it: text, expressions, and blocks as lists that begin with their directive. */
export type Piece = string | Node | readonly Piece[];

export type Node =
  | ReferenceNode
  | { readonly type: 'set'; readonly equal: readonly [ReferenceNode, Expression] }
  | { readonly type: 'if' | 'elseif'; readonly condition: Expression }
  | { readonly type: 'foreach'; readonly to: string; readonly from: Expression }
  | { readonly type: 'macro'; readonly id: string; readonly args?: readonly ReferenceNode[] | false }
  | { readonly type: 'macro_call'; readonly id: string; readonly args?: readonly Expression[] | false }
  | { readonly type: 'define'; readonly id: string }
  | { readonly type: 'raw'; readonly value: string }
  | { readonly type: 'else' | 'break' | 'comment' | 'noescape' };

export type Expression =
  | ReferenceNode
  | { readonly type: 'math'; readonly operator: string; readonly expression: readonly Expression[] }
  | { readonly type: 'string'; readonly value: string; readonly isEval?: boolean }
  | { readonly type: 'integer' | 'decimal'; readonly value: string | number }
  | { readonly type: 'bool'; readonly value: 'true' | 'false' | 'null' }
  | { readonly type: 'map'; readonly value?: Readonly<Record<string, Expression>> }
  | {
      readonly type: 'array';
      readonly isRange?: boolean;
      readonly value: readonly (Expression | string | number)[];
    };

export interface ReferenceNode {
  readonly type: 'references';
  readonly id: string;
  readonly path?: readonly Step[];
}

export type Step =
  | { readonly type: 'property'; readonly id: string }
  | { readonly type: 'index'; readonly id: Expression }
  | { readonly type: 'method'; readonly id: string; readonly args?: readonly Expression[] | false };

/** Reads a template. Throws an error with one line where it can't be read. */
export function readTemplate(source: string): readonly Piece[] {
  try {
    return velocity().parse(withKnownDirectives(withEscapedQuotes(source))) as unknown as readonly Piece[];
  } catch (error) {
    const [reason] = (error instanceof Error ? error.message : String(error)).split('\n');
    throw new Error(`a mapping template can't be read: ${reason}`);
  }
}

/**
 * What the grammar at hand lacks: `#{if}(…)`, and #stop, which a call without arguments stands for. A sign that opens
 * a reference without a name is text. What isn't to be parsed stays.
 */
function withKnownDirectives(source: string): string {
  return source.replace(
    /#\[\[.*?\]\]#|#\{(?<block>if|elseif|foreach|set|macro|define|evaluate)\}(?=[ \t]*\()|#(?:stop\b|\{stop\})(?!\()|(?<!\\)\$!?\{(?![A-Za-z_])/gs,
    (found: string, block: string | undefined) => {
      if (block !== undefined) return `#${block}`;
      if (found.startsWith('$')) return `#[[${found}]]#`;
      return found.startsWith('#[[') ? found : '#stop()';
    },
  );
}
