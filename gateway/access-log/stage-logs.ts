import type { AccessLog } from '../model.ts';
import { CallRecord, type Sent } from './call-record.ts';
import { compileFormat, type Variable } from './format.ts';

/** Opens the log with a name; what it returns takes a line. */
export type OpenAccessLog = (logGroup: string) => (line: string) => void;

/** A call that is over. */
export interface LoggedCall<Request, Fault> {
  readonly request: Request;
  /** `null`: an integration's answer went out. */
  readonly fault: Fault | null;
  readonly record: CallRecord;
  readonly sent: Sent;
}

/** The access log of one stage. */
export interface StageLog<Request, Fault> {
  begin(): CallRecord;
  /** The call has its answer, which isn't out yet. */
  end(record: CallRecord, request: Request, fault: Fault | null): void;
}

interface LoggedStage {
  readonly name: string;
  readonly accessLog?: AccessLog;
}

/** The logs of the stages that have one, by stage. */
export function openStageLogs<Request, Fault>(
  stages: readonly LoggedStage[],
  open: OpenAccessLog | null,
  own: (name: string) => Variable<LoggedCall<Request, Fault>>,
): ReadonlyMap<string, StageLog<Request, Fault>> {
  const logs = new Map<string, StageLog<Request, Fault>>();
  for (const { name, accessLog } of open === null ? [] : stages) {
    if (open === null || accessLog === undefined) continue;
    const write = open(accessLog.logGroup);
    const lineOf = compileFormat<LoggedCall<Request, Fault>>(
      accessLog.format,
      (variable) => shared.get(variable) ?? own(variable),
    );
    logs.set(name, {
      begin: () => new CallRecord(),
      end(record, request, fault) {
        record.whenSent((sent) => write(lineOf({ request, fault, record, sent })));
      },
    });
  }
  return logs;
}

type Shared = Pick<LoggedCall<unknown, unknown>, 'record' | 'sent'>;

const text = (value: number | string | null): string | undefined =>
  value === null ? undefined : String(value);

const integrationLatency = ({ record }: Shared) => text(record.integrationLatencyMs);
const integrationError = ({ record }: Shared) => text(record.integrationError);
const authorizerLatency = ({ record }: Shared) => text(record.authorizerLatencyMs);
const authorizerError = ({ record }: Shared) => text(record.authorizerError);

/** Variables that mean the same for both API types (AWS documentation, "Variables for access logging for API Gateway"). */
const shared: ReadonlyMap<string, Variable<Shared>> = new Map(
  Object.entries<Variable<Shared>>({
    status: ({ sent }) => String(sent.status),
    responseLength: ({ sent }) => String(sent.responseLength),
    dataProcessed: ({ sent }) => String(sent.responseLength),
    responseLatency: ({ sent }) => String(sent.responseLatencyMs),
    'integration.latency': integrationLatency,
    integrationLatency,
    'integration.status': ({ record }) => text(record.integrationStatus),
    'integration.integrationStatus': ({ record }) =>
      text(record.invocationStatus ?? record.integrationStatus),
    integrationStatus: ({ record }) => text(record.invocationStatus ?? record.integrationStatus),
    'integration.error': integrationError,
    integrationErrorMessage: integrationError,
    'authorizer.latency': authorizerLatency,
    'authorizer.integrationLatency': authorizerLatency,
    'authorizer.error': authorizerError,
  }),
);
