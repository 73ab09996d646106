import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { after, afterEach, before, describe, it, type TestContext } from 'node:test';
import { pathToFileURL } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from '@playwright/test';
import { launchBrowser } from './browser.fixture.ts';
import { comparisonFor, simulatedComparison } from './comparison.fixture.ts';
import { costFor } from './cost.fixture.ts';
import { hostile, hostileInput } from './hostile-input.fixture.ts';
import { formatHtml } from './html.ts';
import { formatCostPage } from './html-cost.ts';
import { reportInput } from './report-input.fixture.ts';

/** A page and everything that went wrong on it. */
interface Opened {
  readonly page: Page;
  /** Console messages (CSP violations are among them), errors, and requests for anything but the page. */
  readonly complaints: string[];
}

let browser: Browser | null = null;
let folder = '';

before(async () => {
  browser = await launchBrowser();
  folder = await mkdtemp(path.join(os.tmpdir(), 'gatewright-report-'));
});

afterEach(async () => {
  await Promise.all(browser?.contexts().map((context) => context.close()) ?? []);
});

after(async () => {
  await browser?.close();
  await rm(folder, { recursive: true, force: true });
});

function inBrowser(name: string, body: () => Promise<void>): void {
  it(name, async (context: TestContext) => {
    if (browser === null) {
      context.skip('no Chromium here: run `npx playwright install chromium`, or set CHROMIUM_BIN');
      return;
    }
    await body();
  });
}

async function open(html: string, options: BrowserContextOptions = {}): Promise<Opened> {
  assert.ok(browser);
  const file = path.join(folder, 'report.html');
  await writeFile(file, html);
  const url = pathToFileURL(file).href;
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => complaints.push(`console: ${message.text()}`));
  page.on('pageerror', (error) => complaints.push(`error: ${error.message}`));
  page.on('dialog', (dialog) => complaints.push(`dialog: ${dialog.message()}`));
  page.on('request', (request) => request.url() !== url && complaints.push(`request: ${request.url()}`));
  await page.goto(url);
  return { page, complaints };
}

const html = formatHtml(reportInput);

describe('the report in a real browser', () => {
  inBrowser('breaks no rule of its policy, logs nothing and asks for nothing', async () => {
    const { complaints } = await open(html);
    assert.deepEqual(complaints, []);
  });

  inBrowser('is held to its policy: a style and a script that were added do not apply', async () => {
    const added = html.replace(
      '</body>',
      '<style>h1 { display: none }</style><script>document.title = "owned"</script></body>',
    );
    const { page, complaints } = await open(added);
    assert.equal(await page.locator('h1').isVisible(), true);
    assert.notEqual(await page.title(), 'owned');
    assert.equal(complaints.length, 2);
  });

  inBrowser('fits on a phone without scrolling sideways', async () => {
    for (const width of [320, 375, 768]) {
      const { page } = await open(html, { viewport: { width, height: 800 } });
      for (const details of await page.locator('details').all())
        await details.evaluate((element) => element.setAttribute('open', ''));
      assert.equal(await page.evaluate('document.documentElement.scrollWidth'), width);
    }
  });

  inBrowser('fits on paper, tables included, since paper does not scroll', async () => {
    const { page } = await open(html, { viewport: { width: 720, height: 1000 } });
    await page.emulateMedia({ media: 'print' });
    const widest = await page
      .locator('table')
      .evaluateAll((tables) => Math.max(...tables.map((one) => one.getBoundingClientRect().right)));
    assert.ok(widest <= 720, `${widest}`);
  });

  inBrowser('is light or dark as the person prefers, and readable in both and in print', async () => {
    const light = await contrasts((await open(html, { colorScheme: 'light' })).page);
    const dark = await contrasts((await open(html, { colorScheme: 'dark' })).page);
    assert.ok(light.background > 0.9 && dark.background < 0.05);
    const { page } = await open(html, { colorScheme: 'dark' });
    await page.emulateMedia({ media: 'print' });
    const printed = await contrasts(page);
    assert.ok(printed.background > 0.9);
    for (const { worst, where } of [light, dark, printed]) assert.ok(worst >= 4.5, `${worst} at ${where}`);
  });

  inBrowser('has every plot drawn, with a name and a description for those who cannot see it', async () => {
    const { page } = await open(html);
    for (const name of [
      /Latency over time of my-api:rest/,
      /Latency over time of my-api:http/,
      /Percentile curve/,
    ]) {
      const plot = page.getByRole('img', { name });
      assert.equal(await plot.count(), 1);
      const box = await plot.boundingBox();
      assert.ok(box && box.width > 250 && box.height > 120);
      const lines = await plot
        .locator('.line path')
        .evaluateAll((paths) => paths.map((one) => one.getBoundingClientRect().width));
      assert.ok(lines.length >= 1 && lines.every((width) => width > 200), `${lines}`);
    }
  });

  inBrowser('has headings, landmarks and tables that can be reached and scrolled by keyboard', async () => {
    const { page } = await open(html, { viewport: { width: 375, height: 800 } });
    assert.equal(await page.getByRole('heading', { level: 1 }).count(), 1);
    for (const landmark of ['banner', 'main', 'navigation', 'contentinfo'] as const) {
      assert.equal(await page.getByRole(landmark).count(), 1, landmark);
    }
    const table = page.getByRole('region', { name: /^Response time in milliseconds/ });
    await table.focus();
    for (let press = 0; press < 3; press++) await page.keyboard.press('ArrowRight');
    await page.waitForFunction('document.activeElement.scrollLeft > 0');
  });

  inBrowser('executes nothing that a name, a route or an answer holds', async () => {
    for (const text of hostile) {
      const { page, complaints } = await open(formatHtml(hostileInput(text)), {
        viewport: { width: 375, height: 800 },
      });
      assert.deepEqual(complaints, [], text);
      assert.match(await page.title(), /^inconclusive · |^fail · /);
      await page.locator('h1').click();
      assert.equal(
        await page.locator('script, img, iframe, form, [onload], [onfocus], [onmouseover]').count(),
        0,
      );
      assert.equal(await page.evaluate('document.documentElement.scrollWidth'), 375, text);
    }
  });
});

describe('the page of costs in a real browser', () => {
  const name = `${hostile.join(' ')} ${'long'.repeat(80)}`;
  const months = [
    { name, requests: 3_000_000 },
    { name: 'feb', requests: 900_000_000 },
  ];
  const lambda = { milliseconds: 40, megabytes: 128, arm: false };
  const cost = formatCostPage(
    costFor({ usage: { lambda, waf: { rules: 2 } }, volume: { kind: 'profile', months } }),
    '2026-11-23T06:00:00.000Z',
  );

  inBrowser('breaks no rule, fits on a phone and on paper, and is readable in light and dark', async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      const { page, complaints } = await open(cost, { colorScheme, viewport: { width: 320, height: 800 } });
      for (const details of await page.locator('details').all())
        await details.evaluate((element) => element.setAttribute('open', ''));
      assert.equal(await page.evaluate('document.documentElement.scrollWidth'), 320);
      const { worst, where } = await contrasts(page);
      assert.ok(worst >= 4.5, `${worst} at ${where}`);
      assert.deepEqual(complaints, []);
    }
    const { page } = await open(cost, { viewport: { width: 720, height: 1000 } });
    await page.emulateMedia({ media: 'print' });
    const widest = await page
      .locator('table')
      .evaluateAll((tables) => Math.max(...tables.map((one) => one.getBoundingClientRect().right)));
    assert.ok(widest <= 720, `${widest}`);
    for (const plot of [/Cost of a month/, /Average cost of a million/]) {
      const lines = page.getByRole('img', { name: plot }).locator('.line path');
      assert.equal(await lines.count(), 2);
    }
  });
});

/**
 * The lowest contrast of text against what is behind it (WCAG 2.2, 1.4.3), and how light the page is (0–1).
 * A string, since it runs in the page.
 */
function contrasts(page: Page): Promise<{ background: number; worst: number; where: string }> {
  return page.evaluate(`(() => {
    const channels = (colour) => (colour.match(/[\\d.]+/g) ?? []).map(Number);
    const linear = (value) => (value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4);
    const luminance = (colour) => {
      const [r, g, b] = channels(colour);
      return 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
    };
    const behind = (element) => {
      for (let at = element; at !== null; at = at.parentElement) {
        const colour = getComputedStyle(at).backgroundColor;
        if ((channels(colour)[3] ?? 1) > 0) return colour;
      }
      return 'rgb(255, 255, 255)';
    };
    let worst = { worst: 21, where: '' };
    for (const element of document.querySelectorAll('body *')) {
      const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim() !== '');
      if (!own || element.closest('title, desc') !== null) continue;
      const style = getComputedStyle(element);
      const ink = luminance(element.closest('svg') === null ? style.color : style.fill);
      const paper = luminance(behind(element));
      const contrast = (Math.max(ink, paper) + 0.05) / (Math.min(ink, paper) + 0.05);
      if (contrast < worst.worst) worst = { worst: contrast, where: element.tagName + '.' + element.className };
    }
    return { background: luminance(behind(document.body)), ...worst };
  })()`);
}

describe('a comparison in a real browser', () => {
  const of = (run: ReturnType<typeof simulatedComparison>) =>
    formatHtml({
      runId: run.runId,
      generatedAt: '2026-03-02T10:20:00.000Z',
      targets: [],
      run,
      comparison: comparisonFor(run),
    });

  inBrowser('breaks no rule of its policy, not with hostile names either', async () => {
    const names = ['a', 'b'].map((name) => `${name}${hostile}`) as [string, string];
    for (const run of [simulatedComparison(), simulatedComparison({ names, route: `GET /${hostile}` })]) {
      const { complaints } = await open(of(run));
      assert.deepEqual(complaints, []);
    }
  });

  inBrowser('shows each ratio with its interval, on a phone without scrolling sideways', async () => {
    const { page } = await open(of(simulatedComparison()), { viewport: { width: 320, height: 800 } });
    for (const details of await page.locator('details').all())
      await details.evaluate((element) => element.setAttribute('open', ''));
    assert.equal(await page.evaluate('document.documentElement.scrollWidth'), 320);
    const plot = page.getByRole('img', { name: /^Time on my-api:http as a ratio/ });
    const centres = await plot
      .locator('circle')
      .evaluateAll((dots) => dots.map((dot) => dot.getBoundingClientRect().x));
    const box = await plot.boundingBox();
    assert.equal(centres.length, 4);
    assert.ok(box && centres.every((x) => x > box.x && x < box.x + box.width));
  });

  inBrowser('is readable in light and dark', async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      const { worst, where } = await contrasts((await open(of(simulatedComparison()), { colorScheme })).page);
      assert.ok(worst >= 4.5, `${worst} at ${where}`);
    }
  });
});
