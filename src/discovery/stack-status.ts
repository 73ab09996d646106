import { UsageError } from '../errors/usage-error.ts';

interface StackState {
  readonly stackName: string;
  readonly status: string | undefined;
  readonly reason: string | undefined;
}

/**
 * Stacks are tested in a state that stands: created, updated (old resources may still be cleaned up) or imported.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/view-stack-events.html
 * @throws UsageError that names the status and what it means.
 */
export function refuseUnfinishedStack({ stackName, status, reason }: StackState): void {
  const meaning = status === undefined ? null : meaningOf(status, stackName);
  if (meaning === null) return;
  const [what, next] = meaning;
  const because = reason ? ` CloudFormation says: ${reason.replace(/\b\d{12}\b/g, '…')}` : '';
  throw new UsageError(`The stack ${stackName} ${what} (${status}).${because}`, [
    next,
    'To test what answers now all the same: --url URL --api rest (or http).',
  ]);
}

/** How a status begins → the waiter of the AWS CLI that ends with it. */
const waiters = [
  ['CREATE', 'stack-create-complete'],
  ['IMPORT', 'stack-import-complete'],
  ['ROLLBACK', 'stack-rollback-complete'],
] as const;

function meaningOf(status: string, stackName: string): readonly [what: string, next: string] | null {
  if (status === 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS') return null;
  if (status === 'REVIEW_IN_PROGRESS') {
    return ['was never deployed: it has only a change set', 'Execute the change set, then try again.'];
  }
  if (status.startsWith('DELETE_')) {
    return [
      status === 'DELETE_FAILED' ? 'could not be deleted' : 'is deleted or being deleted',
      'Deploy it again.',
    ];
  }
  if (status.endsWith('_IN_PROGRESS')) {
    const end = waiters.find(([start]) => status.startsWith(start))?.[1] ?? 'stack-update-complete';
    return [
      'is being deployed',
      `Wait for the end of it: aws cloudformation wait ${end} --stack-name ${stackName}`,
    ];
  }
  if (status.includes('ROLLBACK')) {
    return [
      status.startsWith('ROLLBACK')
        ? 'was rolled back, so nothing of it stands'
        : 'was rolled back to its former version',
      'Mend what its events name (aws cloudformation describe-stack-events), and deploy again.',
    ];
  }
  return status.endsWith('_FAILED')
    ? ['failed to deploy', 'Mend what its events name, and deploy again.']
    : null;
}
