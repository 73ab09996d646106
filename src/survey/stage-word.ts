/** How people call what they deploy to. */
const stageWords =
  /(?:^|[-_.])(dev|develop|development|test|testing|int|integration|qa|uat|acc|acceptance|stg|stage|staging|pre|preprod|preview|sandbox|beta|gamma|demo|live|prd|prod|production)(?:[-_.]|$)/i;

/** `orders-staging` → `staging`; `null` where no word says what it is for. */
export function stageWordOf(name: string): string | null {
  return stageWords.exec(name)?.[1]?.toLowerCase() ?? null;
}

/** Without the word and the dash that tie it to one environment: `orders-staging` → `orders`. */
export function withoutStage(name: string, environment: string | null): string {
  const words = [environment, stageWordOf(name)].filter((word) => word !== null);
  for (const word of words) {
    const escaped = word.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
    const plain = name.replace(new RegExp(`^${escaped}[-_.]|[-_.]${escaped}$`, 'i'), '');
    if (plain !== name && plain !== '') return plain;
  }
  return name;
}

export function isProduction(environment: string): boolean {
  return /^(prd|prod|production|live)$/i.test(environment);
}
