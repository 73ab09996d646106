import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { delimiter, isAbsolute, join } from 'node:path';

/** Every executable file of that name in the folders of `PATH`, in their order. */
export async function programsOnPath(name: string, path: string): Promise<string[]> {
  const folders = [...new Set(path.split(delimiter))].filter((folder) => isAbsolute(folder));
  const programs: string[] = [];
  for (const folder of folders) {
    const file = join(folder, name);
    const executable = await access(file, constants.X_OK).then(
      async () => (await stat(file)).isFile(),
      () => false,
    );
    if (executable) programs.push(file);
  }
  return programs;
}
