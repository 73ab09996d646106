/** What a path matched. */
export interface PathMatch<Found> {
  readonly found: Found;
  /** What `{param}` and `{proxy+}` stand for, in path order. */
  readonly values: readonly string[];
}

interface Branch<Leaf> {
  readonly literals: Map<string, Branch<Leaf>>;
  parameter: Branch<Leaf> | null;
  greedy: Branch<Leaf> | null;
  leaf: { readonly value: Leaf } | null;
}

/**
 * Path templates, searched most specific first: literal, `{param}`, `{proxy+}`. The search goes back
 * to the next one whenever a template further down doesn't fit or its leaf declines.
 */
export class PathTree<Leaf> {
  readonly #root: Branch<Leaf> = newBranch();
  readonly #greedyTakesNothing: boolean;

  /** @param options.greedyTakesNothing a greedy parameter also stands for the nothing behind a final slash. */
  constructor({ greedyTakesNothing = false } = {}) {
    this.#greedyTakesNothing = greedyTakesNothing;
  }

  /** The leaf of a template such as `/users/{id}`, made by `create` where there is none yet. */
  leaf(template: string, create: () => Leaf): Leaf {
    let branch = this.#root;
    for (const part of segmentsOf(template)) {
      const kind = kindOf(part);
      if (kind === 'literal') {
        branch = childOf(branch, part);
      } else {
        branch[kind] ??= newBranch();
        branch = branch[kind];
      }
    }
    branch.leaf ??= { value: create() };
    return branch.leaf.value;
  }

  /**
   * The most specific leaf that fits and that `accept` doesn't decline with `undefined`.
   * @param segments the path between slashes; empty ones match only inside a greedy parameter.
   */
  find<Found>(
    segments: readonly string[],
    accept: (leaf: Leaf) => Found | undefined,
  ): PathMatch<Found> | null {
    const looking = { segments, accept, values: [], greedyTakesNothing: this.#greedyTakesNothing };
    return (
      search(this.#root, looking, 0) ?? (segments.length === 0 ? byGreedy(this.#root, looking, '') : null)
    );
  }
}

/** The parts of a path between slashes; none for `/`. */
export function segmentsOf(path: string): string[] {
  const inner = path.startsWith('/') ? path.slice(1) : path;
  return inner === '' ? [] : inner.split('/');
}

interface Search<Leaf, Found> {
  readonly segments: readonly string[];
  readonly accept: (leaf: Leaf) => Found | undefined;
  readonly values: string[];
  readonly greedyTakesNothing: boolean;
}

function search<Leaf, Found>(
  branch: Branch<Leaf>,
  looking: Search<Leaf, Found>,
  depth: number,
): PathMatch<Found> | null {
  const { segments, values } = looking;
  const segment = segments[depth];
  if (segment === undefined) return accepted(branch, looking);
  const literal = branch.literals.get(segment);
  const byLiteral = literal === undefined ? null : search(literal, looking, depth + 1);
  if (byLiteral !== null) return byLiteral;
  if (branch.parameter !== null && segment !== '') {
    values.push(segment);
    const byParameter = search(branch.parameter, looking, depth + 1);
    if (byParameter !== null) return byParameter;
    values.pop();
  }
  return byGreedy(branch, looking, segments.slice(depth).join('/'));
}

function byGreedy<Leaf, Found>(
  branch: Branch<Leaf>,
  looking: Search<Leaf, Found>,
  rest: string,
): PathMatch<Found> | null {
  if (branch.greedy === null || (rest === '' && !looking.greedyTakesNothing)) return null;
  looking.values.push(rest);
  const match = accepted(branch.greedy, looking);
  if (match === null) looking.values.pop();
  return match;
}

function accepted<Leaf, Found>(branch: Branch<Leaf>, looking: Search<Leaf, Found>): PathMatch<Found> | null {
  if (branch.leaf === null) return null;
  const found = looking.accept(branch.leaf.value);
  if (found === undefined) return null;
  return { found, values: looking.values };
}

const placeholder = /^\{([^}+]+)\+?\}$/;

function kindOf(segment: string): 'literal' | 'parameter' | 'greedy' {
  if (!placeholder.test(segment)) return 'literal';
  return segment.endsWith('+}') ? 'greedy' : 'parameter';
}

/** Names of the parameters of a path template, in path order. */
export function parameterNames(template: string): string[] {
  return segmentsOf(template).flatMap((segment) => placeholder.exec(segment)?.[1] ?? []);
}

/** Path parameters by name; `null` where a template has none, as in events. */
export function nameParameters(
  names: readonly string[],
  values: readonly string[],
): Readonly<Record<string, string>> | null {
  if (names.length === 0) return null;
  return Object.fromEntries(names.map((name, index) => [name, values[index] ?? '']));
}

function childOf<Leaf>(branch: Branch<Leaf>, literal: string): Branch<Leaf> {
  const existing = branch.literals.get(literal);
  if (existing !== undefined) return existing;
  const created = newBranch<Leaf>();
  branch.literals.set(literal, created);
  return created;
}

function newBranch<Leaf>(): Branch<Leaf> {
  return { literals: new Map(), parameter: null, greedy: null, leaf: null };
}
