import type { DeployedRoute } from './deployment.ts';

type Authorization = DeployedRoute['authorization'];

const authorizations: readonly Authorization[] = ['NONE', 'AWS_IAM', 'JWT', 'COGNITO_USER_POOLS', 'CUSTOM'];

/** An authorization type as AWS writes it; a word of an emulator's own is some authorization. */
export function authorizationOf(type: string | undefined): Authorization {
  if (!type) return 'NONE';
  return authorizations.find((each) => each === type.toUpperCase()) ?? 'CUSTOM';
}

/** `${stageVariables.name}` and `$stageVariables.name`, as integrations refer to them. */
export function stageVariablesIn(texts: readonly (string | undefined)[]): string[] {
  const names = texts.flatMap((text) =>
    [...(text ?? '').matchAll(/\bstageVariables\.(\w+)/g)].map(([, name = '']) => name),
  );
  return [...new Set(names)];
}

/** The SDK reads dates; what an emulator sends in their place may be none. */
export function iso(date: Date | undefined): string | null {
  return date === undefined || Number.isNaN(date.getTime()) ? null : date.toISOString();
}

/** An ARN or URL as it may be kept: without the account's id, and without what stands before an `@`. */
export function keepable(uri: string | undefined): string | null {
  return uri === undefined ? null : uri.replace(/\b\d{12}\b/g, '…').replace(/^(https?:\/\/)[^/@]*@/i, '$1');
}
