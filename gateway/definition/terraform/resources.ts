import { didYouMean } from '../near.ts';
import { attributeNames, attributeValue } from './attributes.ts';
import type { Configuration } from './configuration.ts';
import { dataNames, dataValue, isReadHere } from './data-sources.ts';
import { evaluate, walk } from './evaluate.ts';
import type { Path } from './expression.ts';
import { Instance } from './instance.ts';
import type { Once } from './once.ts';
import type { ParsedBlock } from './read-module.ts';
import { addressOf, type Keyed, repetitionsOf } from './repetition.ts';
import type { Value } from './value.ts';
import type { World } from './world.ts';

/** The resources and data sources of one module, and what references to them stand for. Throws DefinitionError. */
export class Resources {
  private readonly configuration: Configuration;
  private readonly prefix: string;
  private readonly once: Once;
  private readonly world: World;
  private readonly instances = new Map<ParsedBlock, readonly Keyed<Instance>[]>();

  constructor(
    configuration: Configuration,
    { prefix, once, world }: { prefix: string; once: Once; world: World },
  ) {
    this.configuration = configuration;
    this.prefix = prefix;
    this.once = once;
    this.world = world;
  }

  /** The instances of a resource or data block: one, or those that `count` or `for_each` make. */
  instancesOf(block: ParsedBlock): readonly Keyed<Instance>[] {
    const existing = this.instances.get(block);
    if (existing !== undefined) return existing;
    const base = `${this.prefix}${block.type === 'data' ? 'data.' : ''}${block.labels.join('.')}`;
    const made = repetitionsOf(block, this.configuration, this.once).map(({ key, names }) => ({
      key,
      made: new Instance(block, {
        address: addressOf(base, key),
        names,
        evaluate: (expression, own) => evaluate(expression, this.configuration, own),
      }),
    }));
    this.instances.set(block, made);
    return made;
  }

  /** What a reference to a resource or data source stands for. */
  value(
    kind: 'resource' | 'data',
    [type, name]: readonly [string, string],
    { path, line }: { path: Path; line: number },
  ): Value {
    const block = this.configuration.declared(kind, type, name);
    if (block === undefined) throw this.configuration.undeclared(kind, `${type}.${name}`, line);
    const all = this.instancesOf(block);
    const [first] = all;
    const attribute = (instance: Instance, rest: Path) =>
      this.attribute(kind, instance, { path: rest, line });
    if (first !== undefined && first.key === null) return attribute(first.made, path);
    const [key, ...rest] = path;
    const isMany = block.arguments.has('for_each');
    if (key === undefined) {
      const values = all.map(({ key: own, made }) => [String(own), attribute(made, [])] as const);
      return isMany ? Object.fromEntries(values) : values.map(([, value]) => value);
    }
    const found = all.find((one) => String(one.key) === String(key));
    if (found !== undefined) return attribute(found.made, rest);
    const made = all.length === 0 ? 'none' : all.map((one) => addressOf('', one.key)).join(', ');
    throw this.configuration.fail(
      line,
      `${type}.${name} has no instance ${String(key)}: its ${isMany ? 'for_each' : 'count'} makes ${made}.`,
    );
  }

  private attribute(
    kind: 'resource' | 'data',
    instance: Instance,
    { path, line }: { path: Path; line: number },
  ): Value {
    const [name, ...rest] = path;
    if (name === undefined) return this.whole(kind, instance);
    const key = `${instance.address}.${name}`;
    const value = this.once.get(key, line, () => {
      if (kind === 'resource')
        return (
          attributeValue(instance, String(name), this.world) ?? this.noAttribute(instance, String(name), line)
        );
      const read = dataValue(instance, String(name), this.world);
      if (read !== undefined) return read;
      if (isReadHere(instance.type)) return this.noAttribute(instance, String(name), line);
      return madeUp(String(name), attributeValue(instance, String(name), this.world) ?? null);
    });
    const isMadeUp = kind === 'data' && typeof value === 'string' && !isReadHere(instance.type);
    if (isMadeUp && instance.argument(String(name)) === undefined) return [value, ...rest].join('-');
    return walk(value, rest);
  }

  private noAttribute(instance: Instance, name: string, line: number): never {
    const known = [...attributeNames(instance.type), ...instance.argumentNames()];
    throw this.configuration.fail(
      line,
      `${instance.address} has no attribute ${name} that is known here.`,
      didYouMean(name, known),
    );
  }

  /** All attributes, each evaluated when it is looked at. */
  private whole(kind: 'resource' | 'data', instance: Instance): Value {
    const names = kind === 'data' ? dataNames(instance, this.world) : attributeNames(instance.type);
    const whole: Record<string, Value> = {};
    for (const name of new Set(['id', ...names, ...instance.argumentNames()])) {
      if (name === 'depends_on' || name === 'count' || name === 'for_each' || name === 'provider') continue;
      Object.defineProperty(whole, name, {
        enumerable: true,
        get: () => this.attribute(kind, instance, { path: [name], line: instance.line }),
      });
    }
    return whole;
  }
}

/** Attributes under these names are lists in every data source of the AWS provider. */
const madeUp = (name: string, value: Value): Value =>
  typeof value === 'string' && /^(?:ids|arns|names)$/.test(name) ? [`${value}-0`, `${value}-1`] : value;
