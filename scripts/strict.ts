import { UsageError } from '../src/errors/usage-error.ts';
import type { LocalGateway } from './local-gateway.ts';

type Warning = LocalGateway['warnings'][number];

/** `file:line: resource.property: message`. */
export function warningLine({ resource, property, message }: Warning, place: string): string {
  const name = property === undefined ? resource : `${resource}.${property}`;
  return `${place}: ${name === '' ? '' : `${name}: `}${message}`;
}

/** Throws UsageError where something would be answered otherwise than by AWS. */
export function refuseUnsupported(warnings: readonly Warning[], placeOf: (warning: Warning) => string): void {
  const unsupported = warnings.filter(({ advice }) => advice !== true);
  if (unsupported.length === 0) return;
  const count = unsupported.length === 1 ? 'One thing is' : `${unsupported.length} things are`;
  throw new UsageError(`${count} not served as AWS would, and --strict was given:`, [
    ...unsupported.map((warning) => warningLine(warning, placeOf(warning))),
    'Leave --strict out to serve the rest.',
  ]);
}
