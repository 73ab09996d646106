import { headerName } from './check-promise.ts';
import type { Check } from './shape.ts';
import { isFields, record, shown, wrong } from './shape.ts';

const example = "{ invocation: { header: 'x-invocation-id' } }";
const mark: Check = (value, path) => {
  if (isFields(value) && 'header' in value && 'pointer' in value) {
    return [wrong(path, 'has both a header and a pointer.', 'Keep the one that tells.')];
  }
  return isFields(value) && 'pointer' in value
    ? record({ required: { pointer } }, "{ pointer: '/requestId' }")(value, path)
    : record({ required: { header: headerName } }, "{ header: 'x-invocation-id' }")(value, path);
};

const pointer: Check = (value, path) =>
  typeof value === 'string' && /^(\/([^~]|~[01])*)?$/.test(value)
    ? []
    : [
        wrong(
          path,
          `is ${shown(value)}, not a JSON pointer.`,
          "Write '/requestId', or '' for the whole body.",
        ),
      ];

export const marks: Check = record({ optional: { invocation: mark, coldStart: mark } }, example);
