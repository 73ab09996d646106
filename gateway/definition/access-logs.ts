import type { AccessLog } from '../model.ts';
import type { Properties } from './properties.ts';

/** What an access log setting asks for; `{}` without one. Throws DefinitionError for a format that API Gateway refuses. */
export function readAccessLog(settings: Properties | undefined): { readonly accessLog?: AccessLog } {
  const destination = settings?.text('DestinationArn');
  if (settings === undefined || destination === undefined) return {};
  const format = settings.text('Format') ?? commonLogFormat;
  if (/[\r\n]/.test(format.trimEnd()))
    throw settings.fail(
      'Format',
      `Format of ${settings.owner} must be a single line; a line break is allowed at its end only.`,
      ['In YAML, write it folded: Format: >-'],
    );
  return { accessLog: { logGroup: logGroupOf(destination), format } };
}

/** What the console offers as CLF. */
const commonLogFormat =
  '$context.identity.sourceIp $context.identity.caller $context.identity.user [$context.requestTime] "$context.httpMethod $context.path $context.protocol" $context.status $context.responseLength $context.requestId';

/** `arn:…:log-group:NAME:*`, or a delivery stream's `arn:…:deliverystream/NAME`. */
function logGroupOf(arn: string): string {
  const group = /:log-group:(?<name>[^:]+)/.exec(arn)?.groups?.name;
  return group ?? /[/:](?<name>[^/:]+)$/.exec(arn)?.groups?.name ?? arn;
}
