import { createRequire } from 'node:module';

const load = createRequire(import.meta.url);

/**
 * A CommonJS package that is loaded when it is first asked for: each costs a gateway's start some 50 ms, and most
 * definitions need few of them.
 */
export function onDemand<Package>(name: string): () => Package {
  let loaded: Package | undefined;
  return () => {
    loaded ??= load(name) as Package;
    return loaded;
  };
}
