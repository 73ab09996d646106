/** Where an answer tells something of itself: a header by name, or a JSON pointer (RFC 6901) into its body. */
export type Mark = { readonly header: string } | { readonly pointer: string };

/** What answers tell of the call that made them. A measurement is exact with a mark where it has to guess without. */
export interface Marks {
  /**
   * Changes with every call of the code, as a request id or a time does: an answer with the mark of an earlier one came
   * out of a cache.
   */
  readonly invocation?: Mark;
  /**
   * Says whether the function's environment was started for this call: a value other than `false`, `0`, `no`, `warm`
   * and an empty one.
   */
  readonly coldStart?: Mark;
}
