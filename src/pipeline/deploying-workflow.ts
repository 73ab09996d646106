import type { Repository } from '../survey/repository.ts';
import { readStructured, textOf } from '../survey/structured-text.ts';

/** The name of the one GitHub workflow that deploys; `null` where there is none, or several. */
export function deployingWorkflow(repository: Repository): string | null {
  const names = repository.files
    .filter((file) => /^\.github\/workflows\/[^/]+\.ya?ml$/.test(file))
    .filter((file) => deploys.test(repository.text(file) ?? ''))
    .flatMap((file) => {
      const read = readStructured(repository, file);
      // Without a name of its own, a workflow is called by its file.
      return read.read ? [textOf(read.value.name) ?? file] : [];
    });
  const [only = null, ...others] = names;
  return others.length === 0 ? only : null;
}

const deploys =
  /\b(sam|cdk|cdklocal|sls|serverless|amplify|sst) deploy\b|\bcloudformation (deploy|create-stack|update-stack|execute-change-set)\b|\b(terraform|tofu|terragrunt) apply\b|aws-cloudformation-github-deploy/;
