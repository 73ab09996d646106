interface Page<T> {
  readonly Items?: readonly T[] | undefined;
  readonly NextToken?: string | undefined;
}

/** All items of a list of API Gateway's newer API, for which the SDK has no paginators. */
export async function allPages<T>(
  ask: (next: { readonly NextToken?: string }) => Promise<Page<T>>,
): Promise<T[]> {
  const items: T[] = [];
  let token: string | undefined;
  do {
    const { Items = [], NextToken } = await ask(token === undefined ? {} : { NextToken: token });
    items.push(...Items);
    // An emulator that doesn't know the token would give the first page for ever.
    token = NextToken === token ? undefined : NextToken;
  } while (token !== undefined && token !== '');
  return items;
}
