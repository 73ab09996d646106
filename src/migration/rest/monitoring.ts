import { has } from '../move.ts';
import { guide, one, type Rule } from './rule.ts';

const observed: Rule = ({ features }) => {
  const stage = features?.stage;
  return [
    ...one(
      has(stage, ({ tracing }) => tracing),
      {
        feature: 'x-ray',
        weight: 'note',
        found: 'X-Ray traces calls at the gateway.',
        instead:
          'Functions trace themselves; what API Gateway adds is in the access log as integration latency.',
        costs: { kind: 'setting' },
      },
    ),
    ...one(
      has(stage, ({ executionLogs }) => executionLogs),
      {
        feature: 'execution-logs',
        weight: 'note',
        found: 'Execution logs are on.',
        instead: 'Access logs with $context.error.message and $context.integrationErrorMessage.',
        costs: { kind: 'setting' },
        source: guide('http-api-logging-variables'),
      },
    ),
    ...one(
      has(stage, ({ accessLogToFirehose }) => accessLogToFirehose),
      {
        feature: 'firehose-logs',
        weight: 'change',
        found: 'Access logs go to Data Firehose.',
        instead: 'CloudWatch Logs, and a subscription from there to Data Firehose.',
        costs: { kind: 'work' },
      },
    ),
  ];
};

/** What is seen of calls. */
export const monitoring: readonly Rule[] = [observed];
