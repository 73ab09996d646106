import { readFileSync } from 'node:fs';
import path from 'node:path';
import { UsageError } from '../errors/usage-error.ts';

/** What k6 can't make of a script although Node could, or what makes it hang; with the fix. */
interface Trap {
  readonly pattern: RegExp;
  say(found: RegExpMatchArray, place: string): UsageError;
}

const recorded = 'Only requests of k6/http are recorded.';

/**
 * Measured with k6 1.8 and 2.2: the first two make it spin at full CPU without a word, the others fail with one that
 * names no line.
 */
const traps: readonly Trap[] = [
  {
    pattern: /\bwith\s*\{\s*type\s*:\s*['"]json['"]\s*\}|from\s+['"][^'"]+\.json['"]/,
    say: (_, place) =>
      new UsageError(
        `${place} imports JSON, which k6 can't: it hangs.`,
        "Read it: const value = JSON.parse(open('./file.json'));",
      ),
  },
  {
    pattern: /(?:^|[;{}\n])\s*(?:await\s+)?using\s+[A-Za-z_$][\w$]*\s*=/,
    say: (_, place) =>
      new UsageError(`${place} declares something with "using", at which k6 hangs.`, 'Write const instead.'),
  },
  {
    pattern: /\bfrom\s+['"]((?:\.{1,2}\/)[^'"]*?)['"]/g,
    say: ([, name = ''], place) =>
      new UsageError(
        `${place} imports "${name}" without its extension, which k6 doesn't look for.`,
        `Write "${name}.ts" (or .js).`,
      ),
  },
  {
    pattern: /\bfrom\s+['"]((?!k6(?:\/|['"])|\.{1,2}\/|\/|https?:|file:)[^'"]+)['"]/g,
    say: ([, name = ''], place) =>
      new UsageError(
        `${place} imports "${name}" by name, which k6 can't resolve.`,
        name.startsWith('node:') || /^(fs|path|crypto|url|http)$/.test(name)
          ? "k6 is no Node: there are k6's own modules, as k6/crypto and open()."
          : 'Import it as a file or from an https: address, or bundle the script first.',
      ),
  },
  {
    pattern:
      /\bfrom\s+['"](k6\/(?:ws|websockets|browser|net\/grpc|net\/socket|experimental\/(?:websockets|browser|grpc|redis))[^'"]*)['"]/,
    say: ([, name = ''], place) =>
      new UsageError(`${place} imports ${name}. ${recorded}`, 'Run such a script with k6 itself.'),
  },
  {
    pattern: /\bimport\s*\(/,
    say: (_, place) =>
      new UsageError(
        `${place} imports something while it runs (import(…)), which k6 can't.`,
        'Import it at the top.',
      ),
  },
];

/**
 * Reads a script and the files that it imports, and refuses what k6 would hang or fail at.
 * @throws UsageError for a file that isn't there, and for the first trap, with its line.
 */
export function preflight(file: string, cwd: string): string {
  const seen = new Set<string>();
  const first = readScript(file, cwd, null);
  const look = (name: string, text: string) => {
    seen.add(name);
    const code = withoutComments(text);
    refuseTraps(code, name, cwd);
    for (const [statement, imported = ''] of code.matchAll(
      /^[ \t]*(?:import|export)\b[^;'"]*?from\s+['"](\.{1,2}\/[^'"]+)['"]/gm,
    )) {
      const next = path.resolve(path.dirname(name), imported);
      // Types are gone before k6 looks.
      if (seen.has(next) || /^\s*(?:import|export)\s+type\b/.test(statement)) continue;
      const at = `${path.relative(cwd, name)}:${lineOf(code, code.indexOf(statement))}`;
      look(next, readScript(next, cwd, at));
    }
  };
  look(file, first);
  return first;
}

function refuseTraps(code: string, file: string, cwd: string): void {
  for (const { pattern, say } of traps) {
    const all = pattern.global ? code.matchAll(pattern) : [code.match(pattern)].filter((one) => one !== null);
    for (const found of all) {
      const name = found[1] ?? '';
      if (/^\.{1,2}\//.test(name) && /\.(ts|js|mjs|cjs)$/.test(name)) continue;
      if (isTypeImport(code, found.index ?? 0)) continue;
      throw say(
        found,
        `${path.relative(cwd, file)}:${lineOf(code, (found.index ?? 0) + leadingLines(found[0]))}`,
      );
    }
  }
}

/** An import of types alone: k6 drops it unseen. */
function isTypeImport(code: string, at: number): boolean {
  const statement = code.slice(Math.max(0, code.lastIndexOf('import', at)), at);
  return /^import\s+type\b/.test(statement) && !statement.includes(';');
}

function leadingLines(text: string): number {
  return text.length - text.replace(/^[;{}\s]+/, '').length;
}

function readScript(file: string, cwd: string, importedAt: string | null): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    const shown = path.relative(cwd, file);
    throw new UsageError(
      importedAt === null
        ? `There is no script ${shown}.`
        : `${importedAt} imports ${shown}, which is not there.`,
      importedAt === null ? 'Name a k6 script: --script load/mine.ts' : [],
      { cause },
    );
  }
}

/** Comments are blanked, lines kept. */
function withoutComments(text: string): string {
  return text.replace(
    /("(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`)|\/\*[\s\S]*?\*\/|\/\/[^\n]*/g,
    (all, kept) => (kept === undefined ? all.replace(/[^\n]/g, ' ') : all),
  );
}

function lineOf(text: string, at: number): number {
  return text.slice(0, at).split('\n').length;
}

/** Which of these names the script exports. */
export function exportsOf(text: string, names: readonly string[]): string[] {
  const code = withoutComments(text);
  const listed = [...code.matchAll(/\bexport\s*\{([^}]*)\}/g)].flatMap(([, list = '']) =>
    list.split(',').map((one) => one.trim().replace(/^.*\sas\s+/, '')),
  );
  return names.filter((name) => {
    if (listed.includes(name)) return true;
    if (name === 'default') return /\bexport\s+default\b/.test(code);
    return new RegExp(`\\bexport\\s+(?:async\\s+)?(?:function\\s*\\*?|const|let|var)\\s+${name}\\b`).test(
      code,
    );
  });
}
