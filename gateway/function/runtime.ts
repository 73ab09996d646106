import { execFile } from 'node:child_process';

/** How handlers of one Lambda runtime are started here. */
export type Runtime =
  | { readonly found: true; readonly language: 'python' | 'node'; readonly command: string }
  | { readonly found: false; readonly reason: string };

/** Oldest versions that functions can still be updated on (AWS documentation, "Lambda runtimes"). */
const oldestOffered = { python: 10, node: 20 } as const;

const pattern = /^(?:python3\.(?<python>\d+)|nodejs(?<node>\d+)\.x)$/;

/** What to say about a runtime that Lambda has retired, or `null`. */
export function retirementOf(runtime: string): string | null {
  const versions = pattern.exec(runtime)?.groups;
  if (versions === undefined) return null;
  const { python, node } = versions;
  const retired =
    (python !== undefined && Number(python) < oldestOffered.python) ||
    (node !== undefined && Number(node) < oldestOffered.node);
  if (!retired) return null;
  const interpreter = python === undefined ? `Node ${process.versions.node}` : 'python3';
  return `runtime ${runtime} is no longer offered by AWS Lambda; it runs on ${interpreter} here`;
}

export type RuntimeFinder = (runtime: string) => Promise<Runtime>;

/**
 * Finds interpreters: `python3` on the path or the program that `PYTHON` names, and the Node that runs this.
 * One that is there is asked for its version once; one that isn't is looked for again, as it may be installed meanwhile.
 */
export function createRuntimeFinder(environment: NodeJS.ProcessEnv): RuntimeFinder {
  let python: Promise<Runtime> | undefined;
  const findPythonOnce = async (): Promise<Runtime> => {
    python ??= findPython(environment.PYTHON || 'python3');
    const found = await python;
    if (!found.found) python = undefined;
    return found;
  };
  return async (runtime) => {
    const versions = pattern.exec(runtime)?.groups;
    if (versions === undefined) {
      return {
        found: false,
        reason: `runtime ${runtime || '(none)'} is not supported: only Python 3 and Node are`,
      };
    }
    if (versions.node !== undefined) return { found: true, language: 'node', command: process.execPath };
    return findPythonOnce();
  };
}

/** Isolated and without site packages it starts in half the time. */
const versionCheck = ['-I', '-S', '-c', 'import sys; print(sys.version_info >= (3, 9))'];

function findPython(command: string): Promise<Runtime> {
  const missing = `${command} can't be run: install Python 3.9 or later, or name it in PYTHON`;
  const old = `${command} is older than Python 3.9: name a newer one in PYTHON`;
  return new Promise((resolve) => {
    execFile(command, versionCheck, (error, output) => {
      if (error !== null) resolve({ found: false, reason: missing });
      else if (output.trim() !== 'True') resolve({ found: false, reason: old });
      else resolve({ found: true, language: 'python', command });
    });
  });
}
