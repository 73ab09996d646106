import { spawn } from 'node:child_process';
import { signalGroup } from './bounded-command.ts';

/**
 * Waits for the end of standard input, which comes when this process dies, however it does; then
 * removes the folder $2 and stops the group $1.
 */
const script = `
read -r never
rm -rf -- "$2"
kill -s INT -- "-$1"
sleep 5
kill -s KILL -- "-$1"
`;

/**
 * Sees to it that a k6 whose gatewright was killed stops, too: k6 doesn't mind that nobody reads its
 * samples, and would go on sending load to the end of its plan.
 * @returns what calls the guard off.
 */
export function guardOrphan(pid: number | undefined, folder: string): () => void {
  if (pid === undefined) return () => {};
  const guard = spawn('/bin/sh', ['-c', script, 'sh', String(pid), folder], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  guard.on('error', () => {});
  return () => signalGroup(guard.pid, 'SIGKILL');
}
