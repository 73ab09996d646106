import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { startIssuer } from '../../gateway/token/issuer.fixture.ts';
import { against, cli, startLocal } from '../../scripts/cli.fixture.ts';
import { type PlantedFault, plantedFaults, projectWithFaults } from '../../scripts/planted-faults.fixture.ts';
import { loadProject } from '../../src/config/load-project.ts';
import type { Subject } from '../../src/config/subjects.ts';
import { routesOf } from '../../src/contract/route.ts';
import type { Target } from '../../src/discovery/target.ts';
import { collectionOf } from './collection.ts';
import { givenOf, secretsOf } from './given.ts';
import { openApiOf } from './openapi.ts';
import { workflowOf } from './workflow.ts';

/** One deployed API, sound or broken, and a folder with what each tool is given of it. */
export interface System {
  /** `my-api:rest` where it is sound, else `FAULT:rest`. */
  readonly name: string;
  /** The sound one that it should be like. */
  readonly base: string;
  readonly fault: PlantedFault | null;
  readonly target: Target;
  readonly folder: string;
  /** Headers with secrets, for tools that send the same ones with every request. */
  readonly secrets: Readonly<Record<string, string>>;
}

export interface Systems {
  readonly sound: readonly System[];
  readonly broken: readonly System[];
  readonly root: string;
  readonly env: Record<string, string>;
  stop(): Promise<void>;
}

/** All systems behind one local gateway. `only` picks faults by name. */
export async function startSystems(only: readonly string[] | null): Promise<Systems> {
  const all = await plantedFaults();
  const faults = all.filter(({ name }) => only === null || only.includes(name));
  const bases = [...new Set(all.map(({ base }) => base))];
  const sound = bases.map((base): PlantedFault => {
    return {
      name: `sound-${base}`,
      base,
      fault: '',
      apiTypes: ['rest', 'http'],
      checks: [],
      says: /^$/,
      patch: '',
    };
  });
  const project = await projectWithFaults([...sound, ...faults]);
  const issuer = await startIssuer();
  const key = randomBytes(20).toString('hex');
  const gateway = await startLocal(
    ['--parameter', `Issuer=${issuer.url}`, '--parameter', `ApiKeyValue=${key}`],
    { cwd: project.root },
  );
  const exp = Math.floor(Date.now() / 1000) + 6 * 3600;
  const env = {
    ...against(gateway.endpoint),
    ACCOUNT_KEY: key,
    ACCOUNT_TOKEN: 'allow-alice',
    ACCOUNT_BEARER: await issuer.token({ sub: 'alice', aud: 'account', exp }),
    ACCOUNT_BEARER_OF_ANOTHER_APP: await issuer.token({ sub: 'alice', aud: 'another-app', exp }),
  };
  const found = await cli(['discover', '--json'], { cwd: project.root, env });
  const { targets } = JSON.parse(found.stdout) as { targets: readonly Target[] };
  const { contracts } = await loadProject(project.root);
  const prepare = async (fault: PlantedFault): Promise<System[]> => {
    const own = targets.filter(
      ({ stackName, apiType }) => stackName === fault.name && fault.apiTypes.includes(apiType),
    );
    const contract = contracts.find(({ name }) => name === fault.base);
    if (contract === undefined) throw new Error(`There is no contract ${fault.base}.`);
    return Promise.all(
      own.map(async (target) => {
        const isSound = fault.patch === '';
        const folder = path.join(project.root, 'given', target.target.replace(':', '-'));
        const secrets = await give({ target, contract }, folder, env);
        const base = `${fault.base}:${target.apiType}`;
        return {
          name: isSound ? base : target.target,
          base,
          fault: isSound ? null : fault,
          target,
          folder,
          secrets,
        };
      }),
    );
  };
  return {
    sound: (await Promise.all(sound.map(prepare))).flat(),
    broken: (await Promise.all(faults.map(prepare))).flat(),
    root: project.root,
    env,
    stop: async () => {
      await gateway.stop();
      await issuer.close();
      await project.remove();
    },
  };
}

async function give(
  subject: Subject,
  folder: string,
  env: Record<string, string>,
): Promise<System['secrets']> {
  const { contract, target } = subject;
  const given = givenOf(subject, env);
  await mkdir(folder, { recursive: true });
  await writeDocument(path.join(folder, 'openapi.json'), openApiOf(subject));
  await writeDocument(path.join(folder, 'collection.json'), collectionOf(contract.name, given));
  await writeDocument(path.join(folder, 'workflow.json'), workflowOf(contract.name, given));
  await writeDocument(path.join(folder, 'targets.json'), { schemaVersion: 1, targets: [target] });
  return Object.assign(
    {},
    ...routesOf(contract, target.apiType).map(({ route }) => secretsOf(route, env)),
  ) as System['secrets'];
}

const writeDocument = (file: string, document: object): Promise<void> =>
  writeFile(file, JSON.stringify(document, null, 2));
