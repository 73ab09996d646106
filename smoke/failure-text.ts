import type { Exchange } from '../src/conformance/exchange.ts';
import type { Result } from '../src/conformance/result.ts';

/** What a matcher says of a failure: the sentence, then a fact a line. */
export function failureText(
  { contract, target, route, example }: Pick<Exchange, 'contract' | 'target' | 'route' | 'example'>,
  { check, message, diagnosis, pointer, expected, received, requestId, curl }: Partial<Result>,
): string {
  return [
    check === undefined ? (message ?? '') : `${check}: ${message}`,
    ...(contract === '' ? [] : [`  contract  ${contract}, held against ${target}`]),
    `  route     ${route}${example === '' ? '' : `: ${example}`}`,
    ...(pointer === undefined ? [] : [`  pointer   ${pointer || '(the whole body)'}`]),
    ...(expected === undefined ? [] : [`  expected  ${expected}`]),
    ...(received === undefined ? [] : [`  received  ${received}`]),
    ...(requestId === undefined ? [] : [`  request   ${requestId}`]),
    ...(diagnosis === undefined ? [] : [`  likely    ${diagnosis}`]),
    ...(curl === undefined ? [] : [`  try       ${curl}`]),
  ].join('\n');
}
