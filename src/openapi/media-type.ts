/** JSON where there is some: contracts are about it. */
export function preferred(mediaTypes: readonly string[]): string | null {
  return mediaTypes.find(isJson) ?? mediaTypes[0] ?? null;
}

export function isJson(mediaType: string): boolean {
  return /^(application|text)\/([\w.-]+\+)?json\b|^\*\/\*$|^application\/\*$/i.test(mediaType);
}
