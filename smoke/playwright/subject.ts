import { findProjectRoot } from '../../src/config/find-project-root.ts';
import type { Subject } from '../../src/config/subjects.ts';
import type { ApiType } from '../../src/contract/contract.ts';
import { UsageError } from '../../src/errors/usage-error.ts';
import { readSmokeEnvironment } from '../environment.ts';
import { readRunFile } from '../run-files.ts';

/** Which of the run's targets a spec is about; what isn't said may be any. */
export interface SubjectWish {
  /** Name of its contract. */
  readonly contract?: string | undefined;
  readonly apiType?: ApiType | undefined;
  /** As reports call it: `my-api:rest`. */
  readonly target?: string | undefined;
}

export interface FoundSubject {
  readonly root: string;
  readonly runDir: string;
  readonly subject: Subject;
}

/**
 * The one target of this run that the wish names, with the contract that it is held against; `null` where the run has none.
 * @throws UsageError outside of a run, and where several fit.
 */
export async function findSubject(wish: SubjectWish): Promise<FoundSubject | null> {
  const { root: named, runDir } = readSmokeEnvironment();
  const subjects = runDir === null ? null : (readRunFile(runDir, 'subjects')?.subjects ?? null);
  if (runDir === null || subjects === null) {
    throw new UsageError('This spec runs outside of a gate, so that there is no target to call.', [
      'Put it into smoke/ of your project and run: npx gatewright smoke --stack NAME',
      "Or write export { default } from 'gatewright/playwright/config'; into playwright.config.ts.",
    ]);
  }
  const fitting = subjects.filter(
    ({ target, contract }) =>
      (wish.contract ?? contract.name) === contract.name &&
      (wish.apiType ?? target.apiType) === target.apiType &&
      (wish.target ?? target.target) === target.target,
  );
  const [first, ...others] = fitting;
  if (first === undefined) return null;
  if (others.length > 0) {
    throw new UsageError(`This run has ${fitting.length} targets that fit, and the spec says not which.`, [
      `Choose one: test.use({ subject: { target: '${first.target.target}' } }), or by contract and apiType.`,
      `They are: ${fitting.map(({ target }) => target.target).join(', ')}`,
    ]);
  }
  const root = named ?? findProjectRoot(process.cwd());
  return { root, runDir, subject: first };
}
