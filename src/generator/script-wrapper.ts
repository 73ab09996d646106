import type { Reach } from '../plan/plan.ts';

/** A person's own script, and what it may call. */
export interface WrappedScript {
  /** Absolute path. */
  readonly file: string;
  readonly exports: ScriptExports;
  /** Base URLs, by index of the run's targets. */
  readonly invokeUrls: readonly string[];
  /** `--max-requests`; where its virtual users get their shares of it stands in `GATEWRIGHT_ALLOWANCE`. */
  readonly maxRequests?: number | undefined;
  /** Requests a second that k6 lets through at the most, whatever the script wants. */
  readonly mostPerSecond?: number | undefined;
  /** Sent with every request to a target where the script says nothing else, by index; names in small letters. */
  readonly headers?: readonly { readonly [name: string]: string }[];
  /** How k6 gets to their hosts. */
  readonly reach?: Reach | undefined;
}

export interface ScriptExports {
  readonly hasDefault: boolean;
  readonly hasOptions: boolean;
  readonly hooks: readonly ('setup' | 'teardown')[];
  /** Functions that the options' scenarios name, beside the default one. */
  readonly execs: readonly string[];
}

/**
 * A script that runs a person's own with what a recording needs, without a change to it: every iteration is numbered,
 * every request is tagged with its target, no redirect is followed, and the first call of any other host ends the run
 * before it is made. k6's http functions are patched in place, so that named imports and helpers' calls are seen, too.
 */
export function wrapScript(wrapped: WrappedScript): string {
  const { file, exports, invokeUrls, maxRequests, mostPerSecond, headers = [], reach } = wrapped;
  const { hasDefault, hasOptions, hooks, execs } = exports;
  const limit =
    mostPerSecond === undefined
      ? ''
      : `options.rps = Math.min(options.rps || ${mostPerSecond}, ${mostPerSecond});\n`;
  return `${patch(invokeUrls, headers, maxRequests)}
import * as script from ${JSON.stringify(file)};

export const options = { ${hasOptions ? '...script.options, ' : ''}maxRedirects: 0 };
${reachOf(reach)}${limit}// k6 builds a new object at each look at exec.vu and exec.scenario, and one that it made reads what is true now.
let scenario;
let metadata;
const counted = (run) => (given) => {
  scenario ??= exec.scenario;
  metadata ??= exec.vu.metrics.metadata;
  metadata.i = scenario.iterationInTest;
  metadata.s = scenario.startTime;
  delete metadata.x;
  // k6 goes on after an exception and calls the run a success.
  const threw = (error) => {
    metadata.x = 1;
    throw error;
  };
  try {
    const done = run(given);
    return typeof done?.then === 'function' ? done.then(undefined, threw) : done;
  } catch (error) {
    threw(error);
  }
};
${hooks.map((name) => `export const ${name} = script.${name};\n`).join('')}${execs.map((name) => `export const ${name} = counted(script.${name});\n`).join('')}${hasDefault ? 'export default counted(script.default);\n' : ''}`;
}

function reachOf(reach: Reach | undefined): string {
  if (reach === undefined) return '';
  const identities = reach.clientCertificates.map(
    ({ cert, key }) => `{ cert: open(${JSON.stringify(cert)}), key: open(${JSON.stringify(key)}) }`,
  );
  return `options.hosts = { ...options.hosts, ...${JSON.stringify(reach.hosts)} };
options.tlsAuth = [...(options.tlsAuth ?? []), ${identities.join(', ')}];
`;
}

/** Before each request, from this virtual user's share of what may be sent. */
function takeOf(maxRequests: number): string {
  return `const ask = http.get;
let share = 0;
const take = () => {
  if (share === 0) {
    const answer = ask(__ENV.GATEWRIGHT_ALLOWANCE + '?vus=' + exec.instance.vusInitialized, {
      responseType: 'text', timeout: '5s', tags: { name: 'allowance' },
    });
    share = Number(answer.body) || 0;
    if (share === 0) exec.test.abort('the ${maxRequests} requests that --max-requests allows are used up');
  }
  share--;
};`;
}

function patch(
  invokeUrls: readonly string[],
  headers: NonNullable<WrappedScript['headers']>,
  maxRequests: number | undefined,
): string {
  return `import exec from 'k6/execution';
import http from 'k6/http';

const targets = ${JSON.stringify(invokeUrls)};
const origins = targets.map(originOf);

function originOf(url) {
  return (/^[a-z]+:\\/\\/[^/?#]*/i.exec(url) ?? [''])[0].toLowerCase();
}

function targetOf(url) {
  const text = typeof url === 'string' ? url : String(url?.url ?? url);
  for (let target = 0; target < targets.length; target++) {
    const length = targets[target].length;
    if (text.startsWith(targets[target]) && (text.length === length || text[length] === '/' || text[length] === '?')) return target;
  }
  const found = origins.indexOf(originOf(text));
  if (found >= 0) return found;
  exec.test.abort(originOf(text) + ', which is no target of this run');
}

${maxRequests === undefined ? 'const take = () => {};' : takeOf(maxRequests)}

const added = ${JSON.stringify(headers)};
const withHeaders = (target, given) => {
  const said = Object.keys(given ?? {}).map((name) => name.toLowerCase());
  const missing = Object.entries(added[target] ?? {}).filter(([name]) => !said.includes(name));
  return missing.length === 0 ? given : { ...Object.fromEntries(missing), ...given };
};

const tagged = (url, params) => {
  const target = targetOf(url);
  take();
  const headers = withHeaders(target, params?.headers);
  return { ...params, ...(headers && { headers }), redirects: 0, tags: { ...params?.tags, target: String(target) } };
};

// Where a function takes its URL and its parameters.
const places = {
  get: [0, 1], head: [0, 1],
  post: [0, 2], put: [0, 2], patch: [0, 2], del: [0, 2], options: [0, 2],
  request: [1, 3], asyncRequest: [1, 3],
};
for (const [name, [url, params]] of Object.entries(places)) {
  const send = http[name];
  if (send === undefined) continue;
  http[name] = (...given) => {
    while (given.length < params) given.push(null);
    given[params] = tagged(given[url], given[params]);
    return send(...given);
  };
}
const sendAll = http.batch;
const inBatch = (one) => {
  if (typeof one === 'string' || one?.url?.name !== undefined) return { method: 'GET', url: one, params: tagged(one) };
  if (Array.isArray(one)) return [one[0], one[1], one[2] ?? null, tagged(one[1], one[3])];
  return { ...one, params: tagged(one.url, one.params) };
};
http.batch = (all) =>
  sendAll(Array.isArray(all) ? all.map(inBatch) : Object.fromEntries(Object.entries(all).map(([name, one]) => [name, inBatch(one)])));
`;
}
