import { isRecord, type ParsedJson } from './answer.ts';

/** What Lambda hands to its caller where a function failed. */
export interface LambdaError {
  readonly errorType: string;
  readonly message: string;
}

/**
 * Lambda's own error in an answer, whole or as text inside a `message`; `null` where there is none.
 * https://docs.aws.amazon.com/lambda/latest/dg/python-exceptions.html
 */
export function lambdaErrorIn(json: ParsedJson): LambdaError | null {
  if (!json.ok || !isRecord(json.value)) return null;
  const { errorMessage, errorType = '', message } = json.value;
  if (typeof errorMessage === 'string') {
    return { errorType: typeof errorType === 'string' ? errorType : '', message: errorMessage };
  }
  return typeof message === 'string' && message.includes('"errorMessage"') ? inside(message) : null;
}

function inside(text: string): LambdaError | null {
  try {
    return lambdaErrorIn({ ok: true, value: JSON.parse(text) });
  } catch {
    return null;
  }
}

/** The seconds of a function's own timeout, where that was the error. */
export function timedOutAfter({ message }: LambdaError): number | null {
  const seconds = /Task timed out after ([\d.]+) seconds/.exec(message)?.[1];
  return seconds === undefined ? null : Number(seconds);
}
