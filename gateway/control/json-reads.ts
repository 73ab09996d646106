import { ControlError, type ControlResponse } from './control-request.ts';
import { Exported } from './exports/exported.ts';

/** One read of an API whose answers are JSON: a path with `{names}`, and what answers it. */
export interface Read<Scope> {
  readonly path: string;
  readonly answer: (names: Readonly<Record<string, string>>, scope: Scope) => unknown;
}

/** The read that a path asks for, with the names in it decoded; `null` where none does. */
export function findRead<Scope>(reads: readonly Read<Scope>[], path: string) {
  for (const read of reads) {
    const pattern = read.path.replace(/\{(\w+)\}/g, '(?<$1>[^/]+)');
    const match = new RegExp(`^${pattern}/?$`).exec(path);
    if (match === null) continue;
    const names = Object.entries(match.groups ?? {}).map(([name, text]) => [name, decoded(text)]);
    return { read, names: Object.fromEntries(names) as Record<string, string> };
  }
  return null;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

export function readAnswer(value: unknown, requestId: string): ControlResponse {
  if (value instanceof Exported)
    return {
      status: 200,
      headers: {
        'content-type': value.contentType,
        'content-disposition': `attachment; filename="${value.fileName.replace(/[^\w.-]+/g, '_')}"`,
        'x-amzn-requestid': requestId,
      },
      body: value.body,
    };
  return {
    status: 200,
    headers: { 'content-type': 'application/json', 'x-amzn-requestid': requestId },
    body: JSON.stringify(value),
  };
}

export function jsonError(error: ControlError, requestId: string): ControlResponse {
  return {
    status: error.status,
    headers: {
      'content-type': 'application/json',
      'x-amzn-requestid': requestId,
      'x-amzn-errortype': error.code,
    },
    body: JSON.stringify({ message: error.message }),
  };
}

export function notFound(message: string): ControlError {
  return new ControlError('NotFoundException', message, 404);
}

/** As Lambda names it. */
export function resourceNotFound(message: string): ControlError {
  return new ControlError('ResourceNotFoundException', message, 404);
}

/** The element that the test accepts. Throws NotFoundException with AWS's message for such a thing. */
export function found<T>(list: readonly T[], test: (one: T) => boolean, message: string): T {
  const one = list.find(test);
  if (one === undefined) throw notFound(message);
  return one;
}
