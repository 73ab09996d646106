import type { RestStage } from '../model.ts';

/** A stage as one request sees it. */
export interface ChosenStage {
  readonly stage: RestStage;
  /** Left out where the stage has no canary. */
  readonly isCanary?: boolean;
}

/**
 * Which requests go to a stage's canary: each for itself, by chance
 * (AWS documentation, "Set up an API Gateway canary release deployment").
 * @param random uniform from 0 up to 1.
 */
export function createStageChoice(stage: RestStage, random: () => number): () => ChosenStage {
  const { canary } = stage;
  if (canary === undefined) {
    const only = { stage };
    return () => only;
  }
  const base = { stage, isCanary: false };
  const released = {
    stage: {
      ...stage,
      deploymentId: canary.deploymentId,
      variables: { ...stage.variables, ...canary.variables },
    },
    isCanary: true,
  };
  return () => (random() * 100 < canary.percentTraffic ? released : base);
}
