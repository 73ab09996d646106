import { Compile, parse } from 'velocityjs';

/** A mapping template, parsed once. It asks for the variables that it sees and may change (`input`, `context`, …) only where it holds any. */
export type Template = (variables: () => Record<string, unknown>) => string;

/** The velocity library's own types say `any` where a value of the template passes. */
type Rendered = ReturnType<typeof JSON.parse>;

class AwsVelocity extends Compile {
  /** What a reference prints, where API Gateway's Velocity prints otherwise than the library. */
  override getReferences(...[reference, printed]: Parameters<Compile['getReferences']>): Rendered {
    const value: unknown = super.getReferences(reference, printed);
    return printed ? printedValue(value) : value;
  }
}

/** Objects print like Java maps, lists as JSON, nothing as nothing (recorded from AWS). */
function printedValue(value: unknown): unknown {
  if (value === null || value === undefined) return '';
  if (Array.isArray(value)) return JSON.stringify(value);
  if (typeof value === 'object') return javaMap(value);
  return value;
}

function javaMap(value: object): string {
  const entries = Object.entries(value).map(([key, item]) => `${key}=${String(printedValue(item))}`);
  return `{${entries.join(', ')}}`;
}

/** A template with a mistake throws whenever it is rendered: on AWS, too, only the request fails. */
export function compileTemplate(source: string): Template {
  if (!/[$#]/.test(source)) return () => source;
  let syntax: ReturnType<typeof parse>;
  try {
    syntax = parse(source);
  } catch (error) {
    const [reason] = (error instanceof Error ? error.message : String(error)).split('\n');
    return () => {
      throw new Error(`a mapping template can't be read: ${reason}`);
    };
  }
  return (variables) =>
    new AwsVelocity(syntax, { customMethodHandlers: javaMethods }).render(variables(), {}, true);
}

type Handlers = NonNullable<NonNullable<ConstructorParameters<typeof Compile>[1]>['customMethodHandlers']>;

/** Methods that Java's strings, lists and maps have and JavaScript's don't. */
const methods: Readonly<Record<string, (target: never, ...given: never[]) => unknown>> = {
  length: (target: string) => target.length,
  size: (target: object) => (Array.isArray(target) ? target.length : Object.keys(target).length),
  isEmpty: (target: object | string) => Object.keys(target).length === 0,
  equals: (target: unknown, other: unknown) => target === other,
  equalsIgnoreCase: (target: string, other: string) => target.toLowerCase() === String(other).toLowerCase(),
  contains: (target: string | unknown[], part: never) => target.includes(part),
  matches: (target: string, pattern: string) => new RegExp(`^(?:${pattern})$`, 's').test(target),
  replaceAll: (target: string, pattern: string, by: string) => target.replace(new RegExp(pattern, 'g'), by),
  replaceFirst: (target: string, pattern: string, by: string) => target.replace(new RegExp(pattern), by),
  get: (target: Record<string, unknown>, key: string) => target[key],
  put: (target: Record<string, unknown>, key: string, value: unknown) => {
    target[key] = value;
    return '';
  },
  containsKey: (target: object, key: string) => Object.hasOwn(target, key),
  keySet: (target: object) => Object.keys(target),
  entrySet: (target: object) => Object.entries(target).map(([key, value]) => ({ key, value })),
  add: (target: unknown[], value: unknown) => {
    target.push(value);
    return '';
  },
};

const javaMethods: Handlers = [
  {
    uid: 'java',
    // Functions that a variable brings itself, such as `$input.path`, come first.
    match: ({ property, context }) =>
      Object.hasOwn(methods, property) &&
      !(
        typeof context === 'object' &&
        context !== null &&
        typeof context[property] === 'function' &&
        !Array.isArray(context)
      ),
    resolve: ({ property, context, params }) => {
      const method = methods[property] as ((target: unknown, ...given: unknown[]) => unknown) | undefined;
      return context === null || context === undefined ? undefined : method?.(context, ...params);
    },
  },
];
