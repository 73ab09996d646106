import type { ApiDraft } from './api-drafts.ts';
import { addResource, field, mistake, passed, ref, type SamTemplate, textField } from './sam-template.ts';

/** The usage plan with one key that `Auth: { UsagePlan: { CreateUsagePlan: … } }` makes. */
export function addUsagePlan(
  { properties, logicalId, condition }: ApiDraft,
  { sam, stageId }: { sam: SamTemplate; stageId: string },
): void {
  const plan = field(field(properties, 'Auth'), 'UsagePlan');
  const kind = textField(plan, 'CreateUsagePlan');
  if (plan === undefined || kind === undefined || kind === 'NONE') return;
  if (kind !== 'SHARED' && kind !== 'PER_API')
    throw mistake(
      sam,
      plan.line,
      `CreateUsagePlan of ${logicalId} must be PER_API, SHARED or NONE, not ${kind}.`,
    );
  const prefix = kind === 'SHARED' ? 'Serverless' : logicalId;
  const { line } = plan;
  const head = { line, condition };
  const stage = { ApiId: ref(logicalId, line), Stage: ref(stageId, line) };
  const planId = `${prefix}UsagePlan`;
  const others = sam.resources.get(planId)?.properties.entries.get('ApiStages');
  const stages = [...(others?.kind === 'list' ? others.items.map((item) => passed(item)) : []), stage];
  sam.resources.delete(planId);
  addResource(
    sam,
    { ...head, logicalId: planId, type: 'AWS::ApiGateway::UsagePlan', dependsOn: [{ name: stageId, line }] },
    {
      ApiStages: stages,
      UsagePlanName: passed(plan, 'UsagePlanName'),
      Description: passed(plan, 'Description'),
      Quota: passed(plan, 'Quota'),
      Throttle: passed(plan, 'Throttle'),
    },
  );
  const keyId = `${prefix}ApiKey`;
  addResource(
    sam,
    { ...head, logicalId: keyId, type: 'AWS::ApiGateway::ApiKey' },
    { Enabled: true, StageKeys: [{ RestApiId: stage.ApiId, StageName: stage.Stage }] },
  );
  addResource(
    sam,
    { ...head, logicalId: `${prefix}UsagePlanKey`, type: 'AWS::ApiGateway::UsagePlanKey' },
    { KeyId: ref(keyId, line), KeyType: 'API_KEY', UsagePlanId: ref(planId, line) },
  );
  for (const [name, id] of [
    ['UsagePlan', planId],
    ['ApiKey', keyId],
    ['UsagePlanKey', `${prefix}UsagePlanKey`],
  ] as const)
    sam.generated.set(`${logicalId}.${name}`, id);
}
