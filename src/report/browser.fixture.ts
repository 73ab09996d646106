import { existsSync } from 'node:fs';
import path from 'node:path';
import { type Browser, chromium } from '@playwright/test';
import { readSettings } from '../config/settings.ts';

/**
 * A real browser: Playwright's own build, else the one that CHROMIUM_BIN names, else one from PATH.
 * `null` where there is none, which is an error where CI is to have installed it.
 */
export async function launchBrowser(env: NodeJS.ProcessEnv = process.env): Promise<Browser | null> {
  const { chromiumBin, ci } = readSettings(env);
  const executablePath = [chromium.executablePath(), chromiumBin ?? '', ...installed(env)].find((file) =>
    existsSync(file),
  );
  if (executablePath !== undefined) {
    return chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-quic', '--disable-gpu'] });
  }
  if (ci) {
    throw new Error('No Chromium: run `npx playwright install chromium`, or set CHROMIUM_BIN.');
  }
  return null;
}

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

function installed({ PATH = '' }: NodeJS.ProcessEnv): string[] {
  const folders = PATH.split(path.delimiter);
  return names.flatMap((name) => folders.map((folder) => path.join(folder, name)));
}
