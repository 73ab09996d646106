import type { Resource } from './stack-reader.ts';

/** Models that a REST API is created with. */
export const builtInModels = {
  Empty: { $schema: 'http://json-schema.org/draft-04/schema#', title: 'Empty Schema', type: 'object' },
  Error: {
    $schema: 'http://json-schema.org/draft-04/schema#',
    title: 'Error Schema',
    type: 'object',
    properties: { message: { type: 'string' } },
  },
};

/** The API's models by name; an imported API has those of its document alone (recorded from AWS). Throws DefinitionError. */
export function readModels(resources: readonly Resource[], isImported: boolean): Record<string, unknown> {
  const own = resources.map(({ properties, physicalId }) => {
    const schema = properties.plain('Schema') ?? {};
    if (typeof schema !== 'string') return [physicalId, schema] as const;
    try {
      return [physicalId, JSON.parse(schema) as unknown] as const;
    } catch {
      throw properties.fail('Schema', `Schema of ${properties.owner} isn't valid JSON.`);
    }
  });
  return { ...(isImported ? {} : builtInModels), ...Object.fromEntries(own) };
}
