import type { Json, JsonSchema } from './json.ts';

/**
 * What may be expected of a body that conforms to the schema: objects are compared as subsets, so every
 * property may be left out, and one that the schema doesn't know is refused. Keywords that say nothing about
 * the shape are passed over; `$ref`, `allOf` and conditionals allow any JSON.
 */
export type FromSchema<S> = S extends Open
  ? Json
  : S extends { readonly const: infer C extends Json }
    ? C
    : S extends { readonly enum: readonly (infer E extends Json)[] }
      ? E
      : S extends { readonly anyOf: readonly (infer U)[] }
        ? FromSchema<U>
        : S extends { readonly oneOf: readonly (infer U)[] }
          ? FromSchema<U>
          : S extends { readonly type: infer T }
            ? OfType<T, S>
            : Json;

/** Keywords that may bring in more than stands beside them. */
type Open = { readonly $ref: Json } | { readonly allOf: Json } | { readonly if: Json };

type OfType<T, S> = T extends readonly (infer One)[]
  ? OfType<One, S>
  : T extends 'string'
    ? string
    : T extends 'number' | 'integer'
      ? number
      : T extends 'boolean'
        ? boolean
        : T extends 'null'
          ? null
          : T extends 'array'
            ? ArrayOf<S>
            : T extends 'object'
              ? ObjectOf<S>
              : Json;

type ArrayOf<S> = S extends { readonly items: infer Items extends JsonSchema }
  ? readonly FromSchema<Items>[]
  : readonly Json[];

type ObjectOf<S> = S extends { readonly properties: infer P extends { readonly [name: string]: unknown } }
  ? S extends
      | { readonly additionalProperties: true | { readonly [keyword: string]: Json } }
      | { readonly patternProperties: Json }
    ? { readonly [Name in keyof P]?: FromSchema<P[Name]> } & { readonly [name: string]: Json }
    : { readonly [Name in keyof P]?: FromSchema<P[Name]> }
  : { readonly [name: string]: Json };
