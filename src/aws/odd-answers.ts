import { Readable } from 'node:stream';
import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib';

/** An answer whose body nobody has read yet. */
export interface UnreadAnswer {
  readonly headers: Record<string, string>;
  body?: unknown;
}

/**
 * Reads an emulator's answer for what it means, and puts it as AWS would have written it, where the SDK would stumble otherwise: packed
 * without being asked for it, with dates of another format, with keys that start with capitals. What is sound stays as it is.
 */
export async function straighten(answer: UnreadAnswer, path: string): Promise<void> {
  if (!(answer.body instanceof Readable)) return;
  const chunks: Buffer[] = [];
  for await (const chunk of answer.body) chunks.push(chunk as Buffer);
  const bytes = unpacked(Buffer.concat(chunks), answer.headers);
  const straight = path.includes('/exports/')
    ? bytes
    : Buffer.from(straightText(bytes.toString('utf8'), path));
  answer.body = Readable.from([straight]);
}

function unpacked(bytes: Buffer, headers: Record<string, string>): Buffer {
  const unpack = { gzip: gunzipSync, deflate: inflateSync, br: brotliDecompressSync }[
    headers['content-encoding'] ?? ''
  ];
  if (unpack === undefined || bytes.length === 0) return bytes;
  try {
    return unpack(bytes, { maxOutputLength: largestAnswerBytes });
  } catch {
    return bytes;
  }
}

const largestAnswerBytes = 64 * 1024 * 1024;

function straightText(text: string, path: string): string {
  const trimmed = text.replace(/^[\uFEFF\s]+/, '');
  if (trimmed.startsWith('<'))
    return trimmed.replace(xmlDate, (_, tag: string, value: string) => {
      const date = dateOf(value);
      return date === null ? '' : `<${tag}>${date.toISOString()}</${tag}>`;
    });
  if (!trimmed.startsWith('{') || !isOfApiGateway(path)) return trimmed;
  try {
    const value: unknown = JSON.parse(trimmed);
    return JSON.stringify(
      straightValue(value, { capitals: isCapitalised(value), epoch: !path.startsWith('/v2/') }),
    );
  } catch {
    return trimmed;
  }
}

/** Other services of JSON are called at `/` (WAF, CloudWatch Logs) or below a date (Lambda), and some write capitals themselves. */
function isOfApiGateway(path: string): boolean {
  return path !== '/' && !/^\/\d{4}-\d{2}-\d{2}\//.test(path);
}

/** CloudFormation's dates stand in elements named so. */
const xmlDate = /<(\w+(?:Time|Timestamp))>([^<]*)<\/\1>/g;

interface Style {
  readonly capitals: boolean;
  /** The older of API Gateway's services writes dates as seconds, the newer one as text. */
  readonly epoch: boolean;
}

/** Their keys are people's own. */
const ownKeys =
  /^(?:stageVariables|variables|tags|requestParameters|requestTemplates|responseParameters|canarySettings)$/;

function straightValue(value: unknown, style: Style): unknown {
  if (Array.isArray(value)) return value.map((one) => straightValue(one, style));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([written, inner]) => {
      const key = style.capitals ? written.charAt(0).toLowerCase() + written.slice(1) : written;
      if (ownKeys.test(key)) return [[key, inner]];
      if (!/(?:Date|Expiration)$/.test(key)) return [[key, straightValue(inner, style)]];
      const date = dateOf(inner);
      if (date === null) return [];
      return [[key, style.epoch ? date.getTime() / 1000 : date.toISOString()]];
    }),
  );
}

/** Both services write their keys in camel case; CloudFormation's spelling is taken for theirs by some. */
function isCapitalised(value: unknown): boolean {
  const keys = typeof value === 'object' && value !== null ? Object.keys(value) : [];
  return keys.length > 0 && keys.every((key) => /^[A-Z][a-z]/.test(key));
}

/** Of ISO 8601, of what `Date` reads beside, and of seconds since 1970. */
function dateOf(value: unknown): Date | null {
  const seconds = typeof value === 'number' || /^\d+(\.\d+)?$/.test(String(value)) ? Number(value) : null;
  const date = seconds === null ? new Date(String(value)) : new Date(seconds * 1000);
  return Number.isNaN(date.getTime()) ? null : date;
}
