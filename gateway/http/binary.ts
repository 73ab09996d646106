import { mediaTypeOf } from '../call.ts';

const textTypes = new Set(['application/json', 'application/javascript', 'application/xml']);

/** Whether a body of this Content-Type goes to the function as text; everything else goes as base64. */
export function isText(contentType: string | undefined): boolean {
  const mediaType = mediaTypeOf(contentType ?? '');
  return mediaType.startsWith('text/') || textTypes.has(mediaType) || /\+(?:json|xml)$/.test(mediaType);
}
