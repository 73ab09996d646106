import { mediaTypeOf } from '../call.ts';

const textTypes = new Set([
  'application/graphql',
  'application/javascript',
  'application/json',
  'application/xml',
]);

/**
 * Whether a body of this Content-Type goes to the function as text; everything else, a missing type too, goes as
 * base64. Which types are text, and that only UTF-8 is: recorded from AWS.
 */
export function isText(contentType: string | undefined): boolean {
  const type = contentType ?? '';
  const mediaType = mediaTypeOf(type);
  if (!mediaType.startsWith('text/') && !textTypes.has(mediaType)) return false;
  const charset = /;\s*charset\s*=\s*"?(?<name>[^\s;"]+)/i.exec(type)?.groups?.name ?? 'utf-8';
  return /^utf-?8$/i.test(charset);
}
