import { apiTypes } from '../../contract/contract.ts';
import type { Json } from '../../contract/json.ts';
import { isJsonType, isRecord, mediaTypeOf } from '../answer.ts';
import { type Check, fail, pass, shown, skip } from '../check.ts';
import { firstDifference } from '../difference.ts';
import type { Promised } from '../promise.ts';

const outputFormat =
  'https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html';

export const base64Body: Check = {
  id: 'base64-body',
  title: 'Bytes arrive as bytes, not as base64',
  family: 'proxy-format',
  apiTypes,
  severity: 'error',
  why: 'Downloads and images are broken although the status says 200.',
  fix: 'Return isBase64Encoded: true, and on a REST API add the media type to binaryMediaTypes: the gateway decodes only for callers whose Accept header names such a type first.',
  source: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/lambda-proxy-binary-media.html',
  after: ['answered', 'envelope', 'status'],
  judge({ text, header }, { expectation }) {
    if (expectation === null) return null;
    const trimmed = text.trim();
    if (trimmed.length < 4 || trimmed.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(trimmed))
      return pass;
    const decoded = Buffer.from(trimmed, 'base64');
    const type = mediaTypeOf(header('content-type') ?? '');
    const meant =
      (expectation.text !== undefined &&
        expectation.text !== text &&
        decoded.toString() === expectation.text) ||
      (expectation.body !== undefined && decodesTo(decoded, expectation.body)) ||
      (expectation.text === undefined &&
        (looksBinary(type, decoded) || (isJsonType(type) && holdsJson(decoded))));
    if (!meant) return pass;
    return fail(`the body is base64 text of ${decoded.length} bytes`, {
      expected: 'the decoded bytes',
      received: shown(text),
    });
  },
};

function decodesTo(decoded: Buffer, body: Json): boolean {
  try {
    return isRecord(body) && firstDifference(body, JSON.parse(decoded.toString()) as Json) === null;
  } catch {
    return false;
  }
}

/** Whether the bytes are a JSON object or list: plain text that happens to look like base64 never is. */
function holdsJson(decoded: Buffer): boolean {
  const text = decoded.toString();
  try {
    return /^\s*[[{]/.test(text) && typeof JSON.parse(text) === 'object';
  } catch {
    return false;
  }
}

/** The first bytes of PNG, JPEG, GIF, PDF, ZIP and gzip files. */
const magic = ['89504e47', 'ffd8ff', '47494638', '25504446', '504b0304', '1f8b'];

function looksBinary(mediaType: string, decoded: Buffer): boolean {
  const binary = /^(image|audio|video|font)\/|^application\/(octet-stream|pdf|zip|gzip)$/.test(mediaType);
  return binary && magic.some((start) => decoded.toString('hex', 0, 4).startsWith(start));
}

export const contentTypeTrue: Check = {
  id: 'content-type-true',
  title: 'The body is what its content type says',
  family: 'proxy-format',
  apiTypes,
  severity: 'note',
  why: 'Clients that parse by content type fail on a body of another kind.',
  fix: 'Return the content type of what the function sends, or promise the text in the contract.',
  source: outputFormat,
  after: ['answered', 'envelope', 'status', 'base64-body', 'body', 'body-schema'],
  judge({ json, text, header, exchange, gatewayError }, promised) {
    const { expectation } = promised;
    if (expectation === null || text === '' || exchange.request.method === 'HEAD') return null;
    if (!isJsonType(header('content-type'))) {
      return unsaid(promised) && json.ok && gatewayError === null
        ? jsonAsText(json.value, header('content-type'))
        : null;
    }
    if (json.ok) return doublyEncoded(json.value, expectation.body);
    if (expectation.text !== undefined) return skip('the contract promises this text as it is');
    return fail(`content-type says JSON, and the body is ${shown(text)}`, {
      pointer: 'content-type',
      expected: 'JSON',
      received: shown(text),
    });
  },
};

/** Where the contract promises the type of this answer, another check judges it. */
function unsaid({ expectation, route }: Promised): boolean {
  if (expectation === null || expectation.contentType !== undefined) return false;
  return !Object.hasOwn(route?.responses ?? {}, String(expectation.status));
}

/** An object or list that claims to be text: plain words are JSON too where they are a number. */
function jsonAsText(value: Json, type: string | null) {
  if (typeof value !== 'object' || value === null) return null;
  if (type !== null && !/^text\/(plain|html)$/.test(mediaTypeOf(type))) return null;
  return fail(`the body is JSON, and content-type says ${type ?? 'nothing'}`, {
    pointer: 'content-type',
    expected: 'application/json',
    received: type ?? 'no header',
  });
}

function doublyEncoded(value: Json, promised: Json | undefined) {
  if (typeof value !== 'string' || typeof promised === 'string' || !/^\s*[[{]/.test(value)) return pass;
  try {
    JSON.parse(value);
  } catch {
    return pass;
  }
  return fail('the body is JSON inside a JSON string: it was encoded twice', {
    pointer: '',
    expected: 'an object or a list',
    received: shown(value),
    severity: 'warning',
  });
}
