import { readdirSync } from 'node:fs';

export const isTerraformFolder = (folder: string) => filesOf(folder, /\.tf(?:\.json)?$/).length > 0;

/** Names of a folder's files that fit, sorted; none where there is no such folder. */
export function filesOf(folder: string, pattern: RegExp): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => !entry.isDirectory() && pattern.test(entry.name) && !entry.name.startsWith('.'))
      .map(({ name }) => name)
      .sort();
  } catch {
    return [];
  }
}
