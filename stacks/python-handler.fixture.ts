import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Imports the module as Lambda would, calls its function with each event, and says how each call ended. */
const driver = `
import importlib.util, json, sys
given = json.load(sys.stdin)
spec = importlib.util.spec_from_file_location("handler", given["file"])
module = importlib.util.module_from_spec(spec)
sys.dont_write_bytecode = True
spec.loader.exec_module(module)
def call(event):
    try:
        return {"result": getattr(module, given["name"])(event, None)}
    except Exception as error:
        return {"raised": type(error).__name__}
json.dump([call(event) for event in given["events"]], sys.stdout)
`;

export type Ending<T> = { readonly result: T } | { readonly raised: string };

/** How a Python handler answers events, one after the other. */
export function callHandler<T>(file: URL, name: string, events: readonly object[]): Ending<T>[] {
  const input = JSON.stringify({ file: fileURLToPath(file), name, events });
  const python = spawnSync('python3', ['-c', driver], { input, encoding: 'utf8' });
  assert.equal(python.status, 0, python.error?.message ?? python.stderr);
  return JSON.parse(python.stdout) as Ending<T>[];
}
