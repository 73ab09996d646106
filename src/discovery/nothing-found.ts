import { UsageError } from '../errors/usage-error.ts';
import type { StackReading } from './read-stack.ts';
import type { FoundApis } from './stack-apis.ts';
import type { Emulator } from './target.ts';

/** Why a stack yields no target, and what it has instead. */
export function nothingFound(
  reading: StackReading,
  found: FoundApis,
  { notes, emulator }: { readonly notes: readonly string[]; readonly emulator: Emulator | null },
): UsageError {
  const { stackName, title, resources, outputs } = reading;
  const { apis, webSockets, unknown } = found;
  const isFile = title !== `The stack ${stackName}`;
  const [without] = apis;
  if (without !== undefined) {
    return new UsageError(
      `The ${without.apiType === 'rest' ? 'REST' : 'HTTP'} API ${without.apiId} of the stack ${stackName} has no stage.`,
      emulator === null
        ? 'Deploy the API to a stage, then try again.'
        : `If the template has one, the emulator at ${emulator.origin} left it out; else deploy the API to a stage.`,
    );
  }
  if (unknown.length > 0) {
    return new UsageError(
      `${title} names the API ${unknown.join(', ')}, of which API Gateway tells nothing.`,
      [
        emulator === null
          ? 'It was deleted, belongs to another account or region, or the permission apigateway:GET is missing.'
          : `It was deleted, or the emulator at ${emulator.origin} answers neither ListStackResources nor GetRestApi and GetApi as AWS does.`,
        'Name its type yourself: --api rest (or http) with --url or a file of outputs.',
      ],
    );
  }
  return new UsageError(`${title} has no REST API and no HTTP API.`, [
    ...(webSockets.length === 0
      ? []
      : [`It has a WebSocket API (${webSockets.join(', ')}), which can't be tested.`]),
    ...unreadStacks(reading),
    ...notes,
    ...(isFile
      ? [
          'No URL in it is an invoke URL, or a custom domain that may be read here: say what it is, --api rest (or http).',
        ]
      : instead(resources, outputs.length)),
  ]);
}

/** A line that names the nested stacks which were not read, where there are any. */
export function unreadStacks({ unread, stackName }: Pick<StackReading, 'unread' | 'stackName'>): string[] {
  if (unread.length === 0) return [];
  const shown = unread.slice(0, 5).join(', ');
  const more = unread.length > 5 ? `, and ${unread.length - 5} more` : '';
  return [`The stacks nested in ${stackName} that could not be read: ${shown}${more}.`];
}

function instead(resources: StackReading['resources'], outputs: number): string[] {
  if (resources === null) {
    return [
      `None of its ${outputs} outputs is an invoke URL, and the permission cloudformation:ListStackResources is missing.`,
    ];
  }
  const counts = new Map<string, number>();
  for (const { type } of resources) counts.set(type, (counts.get(type) ?? 0) + 1);
  const listed = [...counts].slice(0, 6).map(([type, count]) => (count === 1 ? type : `${count} × ${type}`));
  const more = counts.size > 6 ? `, and ${counts.size - 6} more types` : '';
  return [listed.length === 0 ? 'It has no resources.' : `It has: ${listed.join(', ')}${more}.`];
}
