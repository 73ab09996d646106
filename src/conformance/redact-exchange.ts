import type { Exchange, ReceivedResponse } from './exchange.ts';
import { isSecretHeader, redactDocument, redacted, redactMessage } from './redact.ts';

/**
 * An exchange as a file may keep it for good. Checks are to see what was answered, so that this comes after them: cookies that were
 * set, tokens that were handed out, signed URLs and account ids are hidden.
 */
export function redactExchange(exchange: Exchange): Exchange {
  const { answer, request } = exchange;
  return {
    ...redactDocument(exchange),
    // Where secrets come from, in names.
    request: {
      ...redactDocument(request),
      secretHeaders: request.secretHeaders,
      bodyBase64: bodyOf(request.bodyBase64),
    },
    answer: answer.kind === 'response' ? answerOf(answer) : redactDocument(answer),
  };
}

function answerOf(answer: ReceivedResponse): ReceivedResponse {
  return {
    ...answer,
    headers: answer.headers.map(([name, value]) => [name, headerValue(name.toLowerCase(), value)]),
    bodyBase64: bodyOf(answer.bodyBase64) ?? '',
  };
}

function headerValue(name: string, value: string): string {
  if (name === 'set-cookie') return value.replace(/^([^=;]*=)[^;]*/, `$1${redacted}`);
  return isSecretHeader(name) ? redacted : redactMessage(value);
}

/** Bytes that are no text stay as they are. */
function bodyOf(bodyBase64: string | null): string | null {
  if (bodyBase64 === null) return null;
  const text = Buffer.from(bodyBase64, 'base64').toString('latin1');
  const clean = redactMessage(text);
  return clean === text ? bodyBase64 : Buffer.from(clean, 'latin1').toString('base64');
}
