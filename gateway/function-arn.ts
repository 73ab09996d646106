import type { FunctionReference, HttpStage, RestStage } from './model.ts';

const stageVariable = /\$\{stageVariables\.([^}]+)\}/g;

/** The ARN that an integration invokes in a stage; `null` where API Gateway has no permission for it. */
export function functionArnFor(reference: FunctionReference, stage: RestStage | HttpStage): string | null {
  if (!reference.mayInvoke || reference.refusedStages?.includes(stage.name)) return null;
  if (!reference.arn.includes('${')) return reference.arn;
  return reference.arn.replace(stageVariable, (_, name: string) => stage.variables[name] ?? '');
}
