import type { ApiType, Contract } from '../contract/contract.ts';
import type { TitledExample } from '../contract/example.ts';
import { expectationFor } from '../contract/example.ts';
import type { PlannedExchange } from './exchange.ts';

/** `GET /users/{id} → 200 a user by id [my-api:rest]`: how people, tests and `--grep` name an example. */
export function exampleTitle(
  contract: Pick<Contract, 'name'>,
  apiType: ApiType,
  { key, title, example }: { readonly key: string } & TitledExample,
): string {
  return `${key} → ${expectationFor(example, apiType).status} ${title} [${contract.name}:${apiType}]`;
}

/** The same for what the gate asks beside the examples. */
export function probeTitle({ route, example, contract, apiType }: PlannedExchange): string {
  return `${route} → ${example} [${contract}:${apiType}]`;
}

/**
 * Whether a pattern of `--grep` means that title: a regular expression, without regard to case, or, where it is
 * none, a piece of the title.
 */
export function titleMatcher(pattern: string | undefined): (title: string) => boolean {
  if (pattern === undefined || pattern === '') return () => true;
  const plain = pattern.toLowerCase();
  const contains = (title: string) => title.toLowerCase().includes(plain);
  try {
    const expression = new RegExp(pattern, 'i');
    return (title) => expression.test(title) || contains(title);
  } catch {
    return contains;
  }
}
