/** Any JSON value; contracts are plain data, so bodies and schemas are made of it. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** A JSON Schema (draft 7 by default, as ajv reads it) written as a literal. */
export type JsonSchema = boolean | { readonly [keyword: string]: Json };
