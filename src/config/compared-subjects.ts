import type { Target } from '../discovery/target.ts';
import { didYouMean } from '../errors/nearest.ts';
import { UsageError } from '../errors/usage-error.ts';
import type { Subject } from './subjects.ts';

export interface ComparedSubjects {
  readonly baseline: Subject;
  readonly candidate: Subject;
}

export interface ComparisonWish {
  /** Names of targets. */
  readonly baseline?: string | undefined;
  readonly candidate?: string | undefined;
  /** The same target on both sides, to see what the measurement itself shows. */
  readonly twice?: boolean | undefined;
}

/**
 * The two subjects that are compared: those that were named, else a stack's REST and HTTP API, else the only two there are.
 * @throws UsageError where that isn't clear, and for two names of one URL.
 */
export function comparedSubjects(subjects: readonly Subject[], wish: ComparisonWish): ComparedSubjects {
  if (wish.twice) return sameTwice(subjects, wish);
  const pair =
    wish.baseline === undefined && wish.candidate === undefined
      ? obviousPair(subjects)
      : namedPair(subjects, wish);
  const { baseline, candidate } = pair;
  if (plain(baseline) === plain(candidate)) {
    throw new UsageError(
      `${baseline.target.target} and ${candidate.target.target} are the same URL: ${baseline.target.invokeUrl}`,
      'Name two targets. To see what a comparison of a target with itself shows: --a-a',
    );
  }
  if (baseline.contract.name !== candidate.contract.name) {
    throw new UsageError(
      `${baseline.target.target} is held against the contract ${baseline.contract.name} and ${candidate.target.target} against ${candidate.contract.name}, so they are not asked the same.`,
      'Hold both against one: --contract NAME',
    );
  }
  return pair;
}

const plain = ({ target }: Subject) => target.invokeUrl.replace(/\/+$/, '');

/** Of one stack, and not of its namesake in another region or account. */
function isBeside(one: Target, other: Target): boolean {
  return one.stackName === other.stackName && one.region === other.region && one.account === other.account;
}

/** The second time under a name of its own. */
function sameTwice(subjects: readonly Subject[], { baseline, candidate }: ComparisonWish): ComparedSubjects {
  if (baseline !== undefined && candidate !== undefined) {
    throw new UsageError('--a-a compares one target with itself.', 'Name it with --baseline alone.');
  }
  const name = baseline ?? candidate;
  const [only, ...others] = subjects;
  const subject = name === undefined ? (others.length === 0 ? only : undefined) : named(subjects, name);
  if (subject === undefined) {
    throw new UsageError('--a-a compares one target with itself, and there are several.', [
      `Name it: --baseline NAME, out of ${listed(subjects)}`,
    ]);
  }
  const again = { ...subject.target, target: `${subject.target.target}-again` };
  return { baseline: subject, candidate: { ...subject, target: again } };
}

function namedPair(subjects: readonly Subject[], { baseline, candidate }: ComparisonWish): ComparedSubjects {
  const missing = baseline === undefined ? '--baseline' : '--candidate';
  if (baseline !== undefined && candidate !== undefined) {
    return { baseline: named(subjects, baseline), candidate: named(subjects, candidate) };
  }
  const one = named(subjects, baseline ?? candidate ?? '');
  const [other, ...more] = subjects.filter((subject) => subject !== one);
  if (other === undefined || more.length > 0) {
    throw new UsageError(`A comparison takes two targets, and ${missing} is missing.`, [
      `Name it out of ${listed(subjects.filter((subject) => subject !== one))}`,
    ]);
  }
  return baseline === undefined ? { baseline: other, candidate: one } : { baseline: one, candidate: other };
}

function named(subjects: readonly Subject[], name: string): Subject {
  const found = subjects.find(({ target }) => target.target === name);
  if (found !== undefined) return found;
  const names = subjects.map(({ target }) => target.target);
  throw new UsageError(`There is no target ${name} with a contract.`, [
    ...didYouMean(name, names),
    `There are: ${names.join(', ')}.`,
  ]);
}

function obviousPair(subjects: readonly Subject[]): ComparedSubjects {
  const pairs = subjects.flatMap((baseline) => {
    if (baseline.target.apiType !== 'rest') return [];
    return subjects
      .filter(
        ({ target, contract }) =>
          target.apiType === 'http' &&
          contract.name === baseline.contract.name &&
          (isBeside(target, baseline.target) || subjects.length === 2),
      )
      .map((candidate) => ({ baseline, candidate }));
  });
  const [pair, ...others] = pairs;
  if (pair !== undefined && others.length === 0) return pair;
  const [first, second] = subjects;
  if (first !== undefined && second !== undefined && subjects.length === 2 && pair === undefined) {
    return { baseline: first, candidate: second };
  }
  throw new UsageError(
    subjects.length < 2
      ? `A comparison takes two targets, and there is ${subjects.length === 0 ? 'none' : `only ${listed(subjects)}`}.`
      : 'Which two targets should be compared is not clear.',
    subjects.length < 2
      ? 'Name the stack that has both API types, or two stacks: --stack old --stack new'
      : `Name them: --baseline NAME --candidate NAME, out of ${listed(subjects)}`,
  );
}

function listed(subjects: readonly Subject[]): string {
  return subjects.map(({ target }) => target.target).join(', ');
}
