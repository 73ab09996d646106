import type { TemplateResource } from '../template.ts';
import { addResource, field, passedAll, ref, type SamTemplate, textField } from './sam-template.ts';

type Head = Pick<TemplateResource, 'logicalId' | 'line' | 'condition'>;

/** The URL that FunctionUrlConfig asks for: templates refer to it, and nothing is served at it here. */
export function addFunctionUrl(
  { logicalId, line, condition, properties }: TemplateResource,
  sam: SamTemplate,
): void {
  const config = field(properties, 'FunctionUrlConfig');
  const at = properties.keyLines.get('FunctionUrlConfig') ?? line;
  sam.note(logicalId, at, 'function URLs are not served here');
  const alias = textField(properties, 'AutoPublishAlias');
  addResource(
    sam,
    { logicalId: `${logicalId}Url`, type: 'AWS::Lambda::Url', line: at, condition },
    {
      ...passedAll(config),
      TargetFunctionArn: ref(logicalId, line),
      Qualifier: alias,
    },
  );
}

/** What SAM makes of a function's events, under the function's and the event's name; other events make nothing to refer to. */
const resourceOfEvent: Readonly<Record<string, string>> = {
  Schedule: 'AWS::Events::Rule',
  ScheduleV2: 'AWS::Scheduler::Schedule',
  CloudWatchEvent: 'AWS::Events::Rule',
  EventBridgeRule: 'AWS::Events::Rule',
  SNS: 'AWS::SNS::Subscription',
  SQS: 'AWS::Lambda::EventSourceMapping',
  Kinesis: 'AWS::Lambda::EventSourceMapping',
  DynamoDB: 'AWS::Lambda::EventSourceMapping',
  MSK: 'AWS::Lambda::EventSourceMapping',
  MQ: 'AWS::Lambda::EventSourceMapping',
  SelfManagedKafka: 'AWS::Lambda::EventSourceMapping',
  DocumentDB: 'AWS::Lambda::EventSourceMapping',
  CloudWatchLogs: 'AWS::Logs::SubscriptionFilter',
  IoTRule: 'AWS::IoT::TopicRule',
};

/** The resource of an event that comes through no API. */
export function addEventResource(head: Head, eventType: string | undefined, sam: SamTemplate): void {
  const type = eventType === undefined ? undefined : resourceOfEvent[eventType];
  if (type !== undefined) addResource(sam, { ...head, type }, {});
}
