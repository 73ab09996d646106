import type { PackageManager } from '../survey/toolchain.ts';

/** What a pipeline has to know of the project that it tests. */
export interface PipelineWishes {
  readonly manager: PackageManager;
  /** From the project's folder; `null`: there is no lock file. */
  readonly lockFile: string | null;
  /** The project's folder in its repository, with slashes; empty: the repository itself. */
  readonly folder: string;
  /** `null`: the command needs no `--env`. */
  readonly environment: string | null;
  /** `null`: a variable of the pipeline says it. */
  readonly region: string | null;
  /** Whether load may be sent on a schedule. */
  readonly measures: boolean;
  /** Of that load, as the environment limits it. */
  readonly ratePerSecond: number;
  /** Name of the workflow that deploys; `null`: none was found. */
  readonly deployment: string | null;
}

/** The file that a pipeline's service reads, whole. */
export interface Pipeline {
  /** Where the service looks for it. */
  readonly file: string;
  readonly text: string;
  /** What has to be set up beside, a sentence each. */
  readonly setUp: readonly string[];
}
