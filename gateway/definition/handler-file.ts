import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { FunctionCode } from '../model.ts';

/** What a function in a folder of its own lacks: the file of its handler. `null`: it is there, or nobody can tell yet. */
export function missingHandlerFile(handler: string, runtime: string, code: FunctionCode): string | null {
  if (code.kind !== 'folder' || !existsSync(code.path)) return null;
  const [language] = /^(?:python|nodejs)/.exec(runtime) ?? [];
  const at = handler.indexOf('.', handler.lastIndexOf('/') + 1);
  if (language === undefined || at < 1) return null;
  const module = language === 'python' ? pythonModule(handler) : handler.slice(0, at);
  const is = (endings: readonly string[]): string | undefined =>
    endings.find((ending) => existsSync(join(code.path, `${module}${ending}`)));
  if (is(language === 'python' ? pythonEndings : nodeEndings) !== undefined) return null;
  const unbuilt = language === 'python' ? undefined : is(['.ts', '.mts', '.cts']);
  const there = unbuilt === undefined ? '' : `; ${module}${unbuilt} has to be built first`;
  const wanted = `${module}${language === 'python' ? '.py' : '.js, .mjs or .cjs'}`;
  return `there is no ${wanted} in the folder of its code${there}; invocations fail, as on AWS`;
}

/** A file may also be a folder with an index, or hold what the interpreter knows by itself. */
const nodeEndings = ['', '.js', '.mjs', '.cjs', '.json', '.node'];
const pythonEndings = ['', '.py', '.pyc', '.so'];

const pythonModule = (handler: string): string =>
  handler.slice(0, handler.lastIndexOf('.')).replaceAll('.', '/');
