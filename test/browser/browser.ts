import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Browser, type Locator, type Page } from 'playwright-core';

/** What people have before them on a small notebook. */
const VIEWPORT = { width: 1280, height: 800 };

const USUAL_PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** An installed Chromium; playwright-core brings none. */
export async function openBrowser(): Promise<Browser> {
  const executablePath = process.env['CHROMIUM_PATH'] ?? USUAL_PLACES.find((path) => existsSync(path));
  if (executablePath === undefined) {
    throw new Error('No Chromium was found: install one (apt-get install chromium) or set CHROMIUM_PATH.');
  }
  // Chromium refuses its sandbox to root, whom containers run as; it opens pages of this machine only.
  return chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-background-networking'] });
}

export async function openPage(browser: Browser): Promise<Page> {
  const context = await browser.newContext({
    viewport: VIEWPORT,
    colorScheme: 'light',
    reducedMotion: 'reduce',
    locale: 'en-GB',
    timezoneId: 'Europe/Copenhagen',
  });
  return context.newPage();
}

/** Keeps a picture of each step, for whoever looks at a failure and for docs/images. */
export class Camera {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
    mkdirSync(folder, { recursive: true });
  }

  /** @param heightPx of the window while the picture is taken */
  async take(page: Page, name: string, heightPx: number = VIEWPORT.height): Promise<void> {
    await page.setViewportSize({ ...VIEWPORT, height: heightPx });
    await page.screenshot({ path: join(this.#folder, `${name}.png`), animations: 'disabled' });
    await page.setViewportSize(VIEWPORT);
  }

  async takeOf(element: Locator, name: string): Promise<void> {
    await element.screenshot({ path: join(this.#folder, `${name}.png`) });
  }
}
