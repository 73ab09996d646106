import type { Target } from '../discovery/target.ts';

/** Why a target is taken for production. */
export interface ProductionSign {
  readonly target: string;
  /** Completes "my-api:rest looks like production: …". */
  readonly because: string;
}

/** What the environment that was chosen says of all its targets. */
export interface ChosenEnvironment {
  readonly name: string | null;
  /** `protect: true` in gatewright.config.ts. */
  readonly protect: boolean;
}

/**
 * Which targets look like production: by the environment's `protect`, its name, the stack's tags, the stage, or the
 * names of stack and host. A word counts where it stands alone (`orders-prod`, `OrdersProd`, `prod2`), so that
 * `products` and `preprod` don't.
 */
export function productionSigns(
  targets: readonly Target[],
  environment: ChosenEnvironment,
): ProductionSign[] {
  return targets.flatMap((target) => {
    const because = signOf(target, environment);
    return because === null ? [] : [{ target: target.target, because }];
  });
}

function signOf(target: Target, { name, protect }: ChosenEnvironment): string | null {
  const { stackName, stage, invokeUrl, environmentTags = {} } = target;
  if (protect) return 'gatewright.config.ts protects it (protect)';
  const tag = Object.entries(environmentTags).find(([, value]) => productionWord(value) !== null);
  const places: readonly (readonly [what: string, text: string | null])[] = [
    ['the name of the environment', name],
    ['the name of the stage', stage],
    ['the name of the stack', stackName],
    ['the name of the target', target.target.replace(/:(rest|http).*$/, '')],
    ['its host', hostOf(invokeUrl)],
    ['its URL', pathOf(invokeUrl)],
  ];
  if (tag !== undefined) return `the stack is tagged ${tag[0]}=${tag[1]}`;
  const found = places.find(([, text]) => text !== null && productionWord(text) !== null);
  if (found === undefined) return null;
  const [what, text] = found;
  return `${what} has the word "${productionWord(text ?? '')}"${text === productionWord(text ?? '') ? '' : `: ${text}`}`;
}

const words = /^(?:prod|production|prd|live)\d*$/i;
/** What turns the word behind it into its opposite. */
const opposites = /^(?:non|not|no|pre|un|fake|mock|like|quasi|semi)$/i;

/** The word of a name that stands for production, or `null`. */
export function productionWord(text: string): string | null {
  const parts = text
    .replace(/([a-z\d])([A-Z])/g, '$1-$2')
    .split(/[^A-Za-z\d]+/)
    .filter((part) => part !== '');
  const found = parts.findIndex(
    (part, index) =>
      words.test(part) &&
      !opposites.test(parts[index - 1] ?? '') &&
      !opposites.test(parts[index + 1] ?? '') &&
      !/^(?:copy|clone|replica|mirror)$/i.test(parts[index + 1] ?? ''),
  );
  return parts[found] ?? null;
}

/** What its owner chose of a host: neither what AWS made of an API's id, nor a top-level domain such as `.live`. */
function hostOf(url: string): string | null {
  if (!URL.canParse(url)) return null;
  const { hostname } = new URL(url);
  return /\.amazonaws\.com(\.cn)?$/.test(hostname) ? null : hostname.replace(/\.[^.]*$/, '');
}

function pathOf(url: string): string | null {
  return URL.canParse(url) ? new URL(url).pathname : null;
}
