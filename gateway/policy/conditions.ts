import { BlockList, isIP } from 'node:net';
import { isObject } from '../header-rules.ts';
import { textsOf, wildcard } from './pattern.ts';

/** Condition keys of a request by lower-case name, `aws:sourceip`; what isn't there, the request doesn't have. */
export type ConditionKeys = Readonly<Record<string, string>>;

type Compare = (expected: readonly string[]) => (actual: string) => boolean;

const anyOf =
  (test: (expected: string) => (actual: string) => boolean): Compare =>
  (expected) => {
    const tests = expected.map(test);
    return (actual) => tests.some((one) => one(actual));
  };

const numbers = (holds: (actual: number, expected: number) => boolean): Compare =>
  anyOf((expected) => (actual) => holds(Number(actual), Number(expected)));

const instant = (text: string): number => (/^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text));
const dates = (holds: (actual: number, expected: number) => boolean): Compare =>
  anyOf((expected) => (actual) => holds(instant(actual), instant(expected)));

const equals: Compare = anyOf((expected) => (actual) => actual === expected);
const equalsIgnoringCase: Compare = anyOf(
  (expected) => (actual) => actual.toLowerCase() === expected.toLowerCase(),
);
const like: Compare = anyOf(wildcard);

/** Addresses and CIDR ranges. */
const ipAddress: Compare = (expected) => {
  const list = new BlockList();
  for (const range of expected) {
    const [address = '', prefix] = range.split('/');
    const version = isIP(address);
    const widest = version === 4 ? 32 : 128;
    const bits = prefix === undefined ? widest : Number(prefix);
    if (version === 0 || !Number.isInteger(bits) || bits < 0 || bits > widest) continue;
    list.addSubnet(address, bits, version === 4 ? 'ipv4' : 'ipv6');
  }
  return (actual) => isIP(actual) !== 0 && list.check(actual, isIP(actual) === 4 ? 'ipv4' : 'ipv6');
};

/** IAM User Guide, "IAM JSON policy elements: Condition operators"; those with `Not` are their opposites. */
const operators: Readonly<Record<string, Compare>> = {
  stringequals: equals,
  stringequalsignorecase: equalsIgnoringCase,
  stringlike: like,
  arnequals: like,
  arnlike: like,
  bool: equalsIgnoringCase,
  ipaddress: ipAddress,
  numericequals: numbers((actual, expected) => actual === expected),
  numericlessthan: numbers((actual, expected) => actual < expected),
  numericlessthanequals: numbers((actual, expected) => actual <= expected),
  numericgreaterthan: numbers((actual, expected) => actual > expected),
  numericgreaterthanequals: numbers((actual, expected) => actual >= expected),
  dateequals: dates((actual, expected) => actual === expected),
  datelessthan: dates((actual, expected) => actual < expected),
  datelessthanequals: dates((actual, expected) => actual <= expected),
  dategreaterthan: dates((actual, expected) => actual > expected),
  dategreaterthanequals: dates((actual, expected) => actual >= expected),
};

const negations: Readonly<Record<string, string>> = {
  stringnotequals: 'stringequals',
  stringnotequalsignorecase: 'stringequalsignorecase',
  stringnotlike: 'stringlike',
  arnnotequals: 'arnequals',
  arnnotlike: 'arnlike',
  notipaddress: 'ipaddress',
  numericnotequals: 'numericequals',
  datenotequals: 'dateequals',
};

/** Keys that a request to a local gateway has; all others are absent, as for a caller from the Internet. */
export const knownKeys: readonly string[] = [
  'aws:sourceip',
  'aws:useragent',
  'aws:referer',
  'aws:currenttime',
  'aws:epochtime',
  'aws:securetransport',
];

export type Condition = (keys: ConditionKeys) => boolean;

export interface ReadCondition {
  readonly holds: Condition;
  /** Operators that aren't known; a condition with one never holds. */
  readonly unknownOperators: readonly string[];
  /** Keys that no request here has. */
  readonly absentKeys: readonly string[];
}

/** A Condition block: every operator and key must hold, one of the values given is enough. `null`: it is no block. */
export function readCondition(block: unknown): ReadCondition | null {
  if (block === undefined) return { holds: () => true, unknownOperators: [], absentKeys: [] };
  if (!isObject(block)) return null;
  const tests: Condition[] = [];
  const [unknownOperators, absentKeys]: [string[], string[]] = [[], []];
  for (const [operator, keys] of Object.entries(block)) {
    if (!isObject(keys)) return null;
    for (const [key, values] of Object.entries(keys)) {
      const expected = textsOf(values);
      if (expected === null) return null;
      if (!knownKeys.includes(key.toLowerCase())) absentKeys.push(key);
      const test = compile(operator, key.toLowerCase(), expected);
      if (test === null) unknownOperators.push(operator);
      tests.push(test ?? (() => false));
    }
  }
  return { holds: (keys) => tests.every((test) => test(keys)), unknownOperators, absentKeys };
}

/** A missing key makes a condition fail, but a negated or `IfExists` one hold. */
function compile(operator: string, key: string, expected: readonly string[]): Condition | null {
  const lower = operator.toLowerCase();
  if (lower === 'null') return (keys) => expected.includes(String(keys[key] === undefined));
  const ifExists = lower.endsWith('ifexists');
  const name = (ifExists ? lower.slice(0, -'ifexists'.length) : lower).replace(/^for(?:any|all)values?:/, '');
  const negated = negations[name];
  const compare = operators[negated ?? name];
  if (compare === undefined) return null;
  const test = compare(expected);
  const whenMissing = ifExists || negated !== undefined || lower.startsWith('forall');
  return (keys) => {
    const actual = keys[key];
    if (actual === undefined) return whenMissing;
    return negated === undefined ? test(actual) : !test(actual);
  };
}
