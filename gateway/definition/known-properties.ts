import { knownHttpTypes } from './known/http.ts';
import type { KnownType, KnownTypes } from './known/known-type.ts';
import { knownLambdaTypes } from './known/lambda.ts';
import { knownRestTypes } from './known/rest.ts';
import { didYouMean } from './near.ts';
import { notServed } from './not-served.ts';
import type { Resource, StackReader } from './stack-reader.ts';
import type { ResolvedNode } from './template-node.ts';

export const knownTypes: KnownTypes = { ...knownRestTypes, ...knownHttpTypes, ...knownLambdaTypes };

/** Warns of every property and resource that AWS would act on and this gateway doesn't. */
export function warnOfWhatIsNotApplied(stack: StackReader): void {
  for (const resource of stack.resourcesOf()) {
    const sentence = notServed[resource.type];
    if (sentence !== undefined) stack.warn(resource.logicalId, resource.line, sentence);
    const known = knownTypes[resource.type];
    if (known === undefined) continue;
    for (const name of resource.properties.names()) {
      const property = resource.properties.nodeOf(name);
      if (property === undefined) continue;
      const line = resource.properties.line(name);
      if (holdsDynamicReference(property))
        stack.warn(
          resource.logicalId,
          { line, property: name },
          `${name} holds a dynamic reference, which is not resolved here`,
        );
      warnOf({ path: name, node: property, line }, { resource, known, stack });
    }
  }
}

interface Found {
  readonly path: string;
  readonly node: ResolvedNode;
  readonly line: number;
}

interface Around {
  readonly resource: Resource;
  readonly known: KnownType;
  readonly stack: StackReader;
}

function warnOf({ path, node, line }: Found, around: Around): void {
  const { known, stack, resource } = around;
  if (isOff(node) || isFine(path, known)) return;
  const place = { line, property: path };
  const notApplied = known.notApplied[path];
  if (notApplied !== undefined) stack.warn(resource.logicalId, place, notApplied);
  else if (pathsBelow(path, known).length === 0)
    stack.warn(resource.logicalId, place, unknownProperty(path, around));
  else
    for (const map of node.kind === 'list' ? node.items : [node])
      if (map.kind === 'map')
        for (const [name, one] of map.entries)
          warnOf({ path: `${path}.${name}`, node: one, line: map.keyLines.get(name) ?? line }, around);
}

const isFine = (path: string, { read, inert }: KnownType): boolean =>
  inert[path] !== undefined || read.includes(path) || read.includes(`${path}.*`);

const pathsOf = ({ read, inert, notApplied }: KnownType): string[] => [
  ...read,
  ...Object.keys(inert),
  ...Object.keys(notApplied),
];

const pathsBelow = (path: string, known: KnownType): string[] =>
  pathsOf(known).filter((one) => one.startsWith(`${path}.`));

const isOff = (node: ResolvedNode): boolean =>
  node.kind === 'scalar' && (node.value === false || node.value === null || node.value === 'false');

function holdsDynamicReference(node: ResolvedNode): boolean {
  if (node.kind === 'scalar') return String(node.value).includes('{{resolve:');
  return (node.kind === 'list' ? node.items : [...node.entries.values()]).some(holdsDynamicReference);
}

function unknownProperty(path: string, { known, resource }: Around): string {
  const names = path.split('.');
  const holder = names
    .slice(0, -1)
    .map((name) => `${name}.`)
    .join('');
  const siblings = pathsOf(known)
    .filter((one) => one.startsWith(holder))
    .map((one) => one.slice(holder.length).split('.')[0] ?? '');
  const near = didYouMean(names.at(-1) ?? '', new Set(siblings)).join('');
  const sentence = `${path} isn't a property of ${resource.type} that this gateway knows; it is not applied.`;
  return near === '' ? sentence : `${sentence} ${near}`;
}

/** Whether a property is one that this gateway reads, or warns of. */
export const isKnownProperty = (type: string, name: string): boolean =>
  pathsOf(knownTypes[type] ?? { read: [], inert: {}, notApplied: {} }).some(
    (path) => path.split('.')[0] === name,
  );
