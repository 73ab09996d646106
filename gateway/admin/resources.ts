import { AdminRefusal } from './admin-refusal.ts';
import { advanceClock, clockDocument, setClock } from './clock-resource.ts';
import { clearDisturbances, disturbancesDocument, setDisturbances } from './disturbances-resource.ts';
import type { World } from './world.ts';

/** A request, as far as the answer depends on it. */
export interface Asked {
  readonly method: string;
  readonly path: string;
  /** Fields of the body. */
  readonly body: Readonly<Record<string, unknown>>;
}

type Act = (world: World, body: Asked['body']) => unknown;

const resources: Readonly<Record<string, Readonly<Record<string, Act>>>> = {
  '/': { GET: overview },
  '/disturbances': { GET: disturbancesDocument, PUT: setDisturbances, DELETE: clearDisturbances },
  '/clock': {
    GET: clockDocument,
    PUT: setClock,
    POST: advanceClock,
    DELETE(world) {
      world.clock.reset();
      return clockDocument(world);
    },
  },
  '/truth': {
    GET: ({ aggregator }) => aggregator.read(),
    DELETE({ aggregator }) {
      aggregator.reset();
      return aggregator.read();
    },
  },
  '/reset': {
    POST(world) {
      world.reset();
      return overview(world);
    },
  },
};

/** Does what a request asks for, and returns the answer. Throws AdminRefusal, and OptionError for rules. */
export function documentOf({ method, path, body }: Asked, world: World): unknown {
  const resource = Object.hasOwn(resources, path) ? resources[path] : undefined;
  if (resource === undefined)
    throw new AdminRefusal(404, `There is no ${path}; there are ${Object.keys(resources).join(', ')}.`);
  const act = Object.hasOwn(resource, method) ? resource[method] : undefined;
  if (act === undefined) {
    const allowed = Object.keys(resource).join(', ');
    throw new AdminRefusal(405, `${path} takes ${allowed}, not ${method}.`, allowed);
  }
  return act(world, body);
}

function overview(world: World) {
  const { endpoint, aggregator } = world;
  return {
    endpoint,
    clock: clockDocument(world),
    disturbances: disturbancesDocument(world),
    truth: { since: aggregator.since, requests: aggregator.requests },
    resources: Object.entries(resources).flatMap(([path, acts]) =>
      Object.keys(acts).map((method) => `${method} ${path}`),
    ),
  };
}
