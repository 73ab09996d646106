import { accountOfRole } from '../aws/account-id.ts';
import type { Check } from '../contract/shape.ts';
import { isFields, name, record, shown, wrong } from '../contract/shape.ts';

const regionExample = "region: 'eu-west-1'";
const accountExample = "account: '123456789012'";
const roleExample = "role: 'arn:aws:iam::123456789012:role/gate', or role: { output: 'GateRoleArn' }";

/** https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html */
const region: Check = (value, path) => {
  if (typeof value !== 'string')
    return [wrong(path, `is ${shown(value)}, not a region.`, `Write ${regionExample}.`)];
  if (/^[a-z]{2,}(-[a-z]+)+-\d+$/.test(value)) return [];
  const [, zoned] = /^([a-z]{2,}(?:-[a-z]+)+-\d+)-?[a-z]/i.exec(value) ?? [];
  return [
    wrong(
      path,
      `is ${shown(value)}, which is no region.`,
      zoned === undefined ? `Write ${regionExample}.` : `Did you mean "${zoned}"?`,
    ),
  ];
};

/** Ids may end in messages that are kept, so that none is repeated whole. */
const account: Check = (value, path) => {
  if (typeof value === 'number')
    return [
      wrong(path, 'is a number, and an id may begin with 0.', `Write it in quotes: ${accountExample}.`),
    ];
  const digits = typeof value === 'string' ? value.replace(/\D/g, '').length : 0;
  if (typeof value === 'string' && /^\d{12}$/.test(value)) return [];
  return [
    wrong(
      path,
      typeof value !== 'string'
        ? `is ${shown(value)}, not an account id.`
        : /^\d+$/.test(value)
          ? `has ${digits} digits, and an account id has 12.`
          : 'is not the 12 digits of an account id.',
      `Write ${accountExample}.`,
    ),
  ];
};

const role: Check = (value, path) => {
  if (isFields(value))
    return record({ required: { output: name } }, "role: { output: 'GateRoleArn' }")(value, path);
  if (typeof value !== 'string')
    return [wrong(path, `is ${shown(value)}, not a role.`, `Write ${roleExample}.`)];
  const fault = roleFault(value);
  return fault === null ? [] : [wrong(path, `${fault}.`, `Write ${roleExample}.`)];
};

/** Why a text is no ARN of a role, in half a sentence; `null` where it is one. */
export function roleFault(arn: string): string | null {
  if (accountOfRole(arn) !== null) return null;
  if (/^arn:aws[\w-]*:sts::\d*:assumed-role\//.test(arn))
    return 'is the ARN of a session, not of the role itself';
  if (/^arn:aws[\w-]*:iam::\d*:(user|group|policy|instance-profile)\//.test(arn))
    return 'is the ARN of something else than a role';
  return arn.startsWith('arn:')
    ? 'is no ARN of a role'
    : 'is a name, and only an ARN says which account the role is of';
}

export const placeChecks = { region, profile: name, role, account } as const;
