import { mediaTypeOf } from '../call.ts';

/** Whether a media type is one of an API's binary ones. Only the full wildcard stands for others (recorded from AWS). */
export function isBinary(binaryMediaTypes: readonly string[], mediaType: string): boolean {
  return binaryMediaTypes.some((configured) => {
    if (configured === '*/*') return true;
    return configured === mediaType && !configured.startsWith('*/');
  });
}

/** Whether a base64 body is decoded on its way out: the first media type that the caller accepts decides. */
export function decodesFor(binaryMediaTypes: readonly string[], accept: string | undefined): boolean {
  if (binaryMediaTypes.length === 0) return false;
  return isBinary(binaryMediaTypes, firstMediaType(accept ?? ''));
}

export function firstMediaType(accept: string): string {
  return mediaTypeOf(accept.split(',', 1)[0] ?? '');
}
