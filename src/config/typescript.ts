/** Set where nothing in this process reads TypeScript by itself. */
let register: (() => Promise<unknown>) | null = null;
let registered: Promise<unknown> | null = null;

/**
 * For the command as it is installed: from now on tsx is loaded before the first of people's TypeScript files, and not where they
 * have none. A checkout runs under tsx anyway, and in Playwright's processes Playwright reads what is people's own.
 */
export function readTypeScriptByTsx(): void {
  register = async () => {
    const [esm, cjs] = await Promise.all([import('tsx/esm/api'), import('tsx/cjs/api')]);
    esm.register();
    // For what the files of a CommonJS project require of each other.
    cjs.register();
  };
}

/** Resolves once a TypeScript file can be imported. */
export async function typeScriptReader(): Promise<void> {
  registered ??= register?.() ?? null;
  await registered;
}
