import { accountEnd, accountOfRole } from '../aws/account-id.ts';
import type { Mistake } from '../contract/shape.ts';
import { member, wrong } from '../contract/shape.ts';
import type { PlaceWish } from '../discovery/place.ts';
import { nearest } from '../errors/nearest.ts';
import type {
  DeployedEnvironment,
  FileSource,
  StackSource,
  TargetSource,
  UrlSource,
} from './define-config.ts';
import { namesOf } from './protection.ts';

/** What contradicts itself in an environment whose every part is sound. */
export function contradictionsIn(environment: DeployedEnvironment, path: string): Mistake[] {
  const { targets } = environment;
  const at = (index: number) => member(member(path, 'targets'), String(index));
  return [
    ...roleMistakes(environment, environment, path),
    ...targets.flatMap((source, index) => {
      if (!('stack' in source)) return [];
      const says = source.role !== undefined || source.account !== undefined;
      return says ? roleMistakes(source, environment, at(index)) : [];
    }),
    ...outputWithoutStack(environment, path),
    ...targets.flatMap((source, index) =>
      twice(source, { before: targets.slice(0, index), environment, at: at(index), index }),
    ),
    ...strangersProtected(environment, path),
  ];
}

function roleMistakes(own: PlaceWish, around: PlaceWish, path: string): Mistake[] {
  const role = own.role ?? around.role;
  const account = own.account ?? around.account;
  const found = typeof role === 'string' ? accountOfRole(role) : null;
  if (found === null || account === undefined || found === account) return [];
  return [
    wrong(
      member(path, own.role === undefined ? 'account' : 'role'),
      own.role === undefined
        ? `is ${accountEnd(account)}, and the role to assume is of ${accountEnd(found)}.`
        : `is of the account ${accountEnd(found)}, and account says ${accountEnd(account)}.`,
      'Change one of them.',
    ),
  ];
}

function outputWithoutStack({ role, targets }: DeployedEnvironment, path: string): Mistake[] {
  if (typeof role !== 'object' || targets.some((source) => 'stack' in source)) return [];
  return [
    wrong(member(path, 'role'), 'names an output, and no target here is a stack.', "Write the role's ARN."),
  ];
}

interface Beside {
  readonly before: readonly TargetSource[];
  readonly environment: DeployedEnvironment;
  readonly at: string;
  readonly index: number;
}

function twice(source: TargetSource, { before, environment, at, index }: Beside): Mistake[] {
  const same = before.findIndex((other) =>
    'stack' in source
      ? 'stack' in other && isSameStack(source, other, environment)
      : 'url' in source
        ? 'url' in other && isSameUrl(source, other)
        : 'outputsFile' in other && isSameFile(source, other),
  );
  if (same === -1) return [];
  const first = at.replace(`[${index}]`, `[${same}]`);
  const what =
    'stack' in source
      ? `the stack ${source.stack}`
      : 'url' in source
        ? `the URL ${source.url}`
        : `the file ${source.outputsFile}`;
  const contracts = [before[same]?.contract, source.contract];
  const apart = contracts[0] !== contracts[1];
  return [
    wrong(
      at,
      `is ${what} once more, which ${first} is already${apart ? `, with ${contracts.map((name) => (name === undefined ? 'no contract' : `the contract ${name}`)).join(' there and ')} here` : ''}.`,
      'stack' in source
        ? "Keep one, or tell them apart: another region, or stages: ['…'] of each."
        : 'Keep one.',
    ),
  ];
}

/** A stack may stand twice with other stages, or outputs, of its own each. */
function isSameStack(one: StackSource, other: StackSource, environment: DeployedEnvironment): boolean {
  const place = ({ region, profile, role }: StackSource) =>
    JSON.stringify([region ?? environment.region, profile ?? environment.profile, role ?? environment.role]);
  if (one.stack !== other.stack || place(one) !== place(other)) return false;
  const { stages } = one;
  const apart =
    stages !== undefined &&
    other.stages !== undefined &&
    !stages.some((stage) => other.stages?.includes(stage));
  const named = JSON.stringify(one.output) !== JSON.stringify(other.output);
  return !apart && !named;
}

/** A file may stand twice with other stages, or outputs, of its own each. */
const isSameFile = (one: FileSource, other: FileSource) =>
  one.outputsFile === other.outputsFile &&
  JSON.stringify([one.output, one.stages]) === JSON.stringify([other.output, other.stages]);

const isSameUrl = (one: UrlSource, other: UrlSource) => plain(one.url) === plain(other.url);
const plain = (url: string) => url.replace(/\/+$/, '');

/** A name that protects nothing is a slip that nobody would notice before it is too late. */
function strangersProtected({ protect, targets }: DeployedEnvironment, path: string): Mistake[] {
  if (protect === undefined || typeof protect === 'boolean') return [];
  const known = targets.flatMap(namesOf);
  return protect.flatMap((name, index) => {
    if (known.includes(name)) return [];
    const [near] = nearest(name, known);
    return [
      wrong(
        member(member(path, 'protect'), String(index)),
        `is "${name}", and no target of this environment is called so.`,
        near === undefined ? `There are: ${known.join(', ')}.` : `Did you mean "${near}"?`,
      ),
    ];
  });
}
