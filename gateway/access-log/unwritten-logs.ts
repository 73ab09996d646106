import type { DefinitionWarning, Deployment } from '../model.ts';

/** What to say of each API whose stages ask for access logs that nobody writes. */
export function unwrittenLogs({ stacks }: Deployment): DefinitionWarning[] {
  return stacks.flatMap(({ file, apis }) =>
    apis.flatMap(({ logicalId, stages }): DefinitionWarning[] => {
      const names = stages.flatMap(({ name, accessLog }) => (accessLog === undefined ? [] : [name]));
      if (names.length === 0) return [];
      const asking = names.length === 1 ? `the stage ${names[0]} asks` : `the stages ${names.join(', ')} ask`;
      const message = `${asking} for an access log, and none is written (--access-logs DIR writes them)`;
      return [{ file, line: null, resource: logicalId, message, advice: true }];
    }),
  );
}
