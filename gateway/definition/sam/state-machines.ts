import { mapNode } from '../built-node.ts';
import type { TemplateResource } from '../template.ts';
import type { ApiDrafts } from './api-drafts.ts';
import { addEventResource } from './beside-functions.ts';
import { routeOf } from './functions.ts';
import { addResource, mapField, passedAll, type SamTemplate, textField } from './sam-template.ts';

/**
 * AWS::Serverless::StateMachine: off the request path but for its Api events, whose routes start an execution
 * (AWS SAM Developer Guide, "Api" of AWS::Serverless::StateMachine).
 */
export function expandStateMachine(resource: TemplateResource, sam: SamTemplate, drafts: ApiDrafts): void {
  const { logicalId, line, condition, properties } = resource;
  addResource(
    sam,
    { ...resource, type: 'AWS::StepFunctions::StateMachine' },
    passedAll(properties, { except: ['Events', 'DefinitionUri'] }),
  );
  for (const [name, event] of mapField(sam, properties, 'Events')?.entries ?? []) {
    const head = { logicalId: `${logicalId}${name}`, line: event.line, condition };
    if (textField(event, 'Type') !== 'Api') {
      addEventResource(head, textField(event, 'Type'), sam);
      continue;
    }
    addResource(sam, { ...head, logicalId: `${head.logicalId}Role`, type: 'AWS::IAM::Role' }, {});
    const given = mapField(sam, event, 'Properties') ?? mapNode(event.line, {});
    const { draft } = drafts.of('rest', given);
    const route = routeOf(given, { sam, kind: 'rest', owner: `The event ${name} of ${logicalId}` });
    draft?.routes.push({
      ...route,
      event: given,
      backend: 'StartExecution',
      condition,
      line: given.line ?? line,
    });
  }
}
