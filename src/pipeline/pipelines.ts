import { codebuildPipeline } from './codebuild.ts';
import { githubPipeline } from './github.ts';
import { gitlabPipeline } from './gitlab.ts';
import type { Pipeline, PipelineWishes } from './wishes.ts';

/** Every service that a pipeline can be printed for. */
export const pipelines = {
  github: githubPipeline,
  gitlab: gitlabPipeline,
  codebuild: codebuildPipeline,
} as const satisfies Record<string, (wishes: PipelineWishes) => Pipeline>;
