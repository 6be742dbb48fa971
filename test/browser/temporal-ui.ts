import type { Locator, Page } from 'playwright-core';

/** A query to a worker, which may be busy, and the page drawn anew. */
const REFRESH_TIMEOUT_MS = 4_000;
const REFRESH_ATTEMPTS = 20;
const REFRESH_PAUSE_MS = 2_000;

/** Temporal's UI, as a person uses it: pages, and the words for what they do there. */
export class TemporalUi {
  readonly #page: Page;
  readonly #address: string;

  constructor(page: Page, address: string) {
    this.#page = page;
    this.#address = address;
  }

  get page(): Page {
    return this.#page;
  }

  async openSchedules(): Promise<void> {
    await this.#open('schedules');
    await this.#page.locator('a[href*="/schedules/sync"]').first().waitFor();
  }

  async openSchedule(id: string): Promise<void> {
    await this.#open(`schedules/${encodeURIComponent(id)}`);
    await this.#recentRuns().first().waitFor();
  }

  /** Follows the link of a schedule's page to its latest run. */
  async openRecentRun(): Promise<void> {
    await this.#recentRuns().first().click();
    await this.#page.getByTestId('workflow-id-heading').waitFor();
  }

  async scheduleIds(): Promise<readonly string[]> {
    const links = this.#page.locator('a[href*="/schedules/sync"]');
    return (await links.allInnerTexts()).map((text) => text.trim()).sort();
  }

  async openWorkflows(query: string): Promise<void> {
    await this.openLink(`${this.#address}/namespaces/default/workflows?query=${encodeURIComponent(query)}`);
  }

  /** A list that the command line printed the link of. */
  async openLink(link: string): Promise<void> {
    await this.#page.goto(link);
    await this.#page.locator('tbody tr a').first().waitFor();
  }

  /** The page of one workflow that the command line printed the link of. */
  async openPage(link: string): Promise<void> {
    await this.#page.goto(link);
    await this.#page.getByTestId('workflow-id-heading').waitFor();
  }

  /** Ids of the workflows that the list shows. */
  async listedIds(): Promise<readonly string[]> {
    const links = await this.#page.locator('tbody a[href*="/workflows/"]').allInnerTexts();
    return [...new Set(links.map((text) => text.trim()).filter((text) => /^(sync|document):/.test(text)))];
  }

  /** Opens a workflow on its timeline. */
  async openWorkflow(workflowId: string): Promise<void> {
    await this.#open(`workflows/${encodeURIComponent(workflowId)}`);
    await this.#page.getByTestId('workflow-id-heading').waitFor();
  }

  /** The labels of the timeline as far as it is in view, the latest first. */
  async timeline(): Promise<string> {
    await this.#page.getByTestId('timeline-tab').click();
    // Its bars are drawn only where they are seen.
    await this.#page
      .getByRole('heading', { name: 'Timeline' })
      .evaluate('(element) => element.scrollIntoView()');
    const labels = this.#page.locator('button.event');
    await labels
      .filter({ hasText: /•|waits/ })
      .first()
      .waitFor();
    return (await labels.allInnerTexts()).join('\n');
  }

  /** Opens the tab with summary and current details; returns when `expected` stands there. */
  async openDetails(expected: string | RegExp): Promise<void> {
    await this.#page.getByTestId('user-metadata-tab').click();
    await this.refreshDetails(expected);
  }

  async expectDetails(expected: string | RegExp): Promise<void> {
    await this.#page.locator('iframe').last().contentFrame().getByText(expected).first().waitFor();
  }

  /** What stands in the current details just now. */
  async details(): Promise<string> {
    return this.#page.locator('iframe').last().contentFrame().locator('body').innerText();
  }

  /** Waits until `expected` stands there, pressing R from time to time: current details do not refresh by themselves. */
  async refreshDetails(expected: string | RegExp): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        const text = this.#page.locator('iframe').last().contentFrame().getByText(expected).first();
        await text.waitFor({ timeout: REFRESH_TIMEOUT_MS });
        return;
      } catch (error) {
        if (attempt === REFRESH_ATTEMPTS) throw error;
        await this.#page.keyboard.press('r');
      }
    }
  }

  /** Presses R until the details are as they should be, and returns them. */
  async refreshUntil(isThere: (details: string) => boolean): Promise<string> {
    for (let attempt = 1; attempt <= REFRESH_ATTEMPTS; attempt += 1) {
      const details = await this.details();
      if (isThere(details)) return details;
      await this.#page.keyboard.press('r');
      await this.#page.waitForTimeout(REFRESH_PAUSE_MS);
    }
    throw new Error(`the details are not as they should be:\n${await this.details()}`);
  }

  /** Opens *Send a Signal* with the list of signals and their descriptions. */
  async openSignals(): Promise<void> {
    await this.#page.getByRole('button', { name: 'More Actions' }).click();
    await this.#page.getByRole('menuitem', { name: 'Send a Signal' }).first().click();
    await this.#page.locator('[data-testid="signal-select-button"]:visible').click();
    await this.#option('resync').waitFor();
  }

  /** Chooses a signal in the open list and writes its input, without sending it. */
  async fillSignal(name: string, input: object): Promise<void> {
    await this.#option(name).click();
    await this.#page.locator('dialog[open] .cm-content').click();
    await this.#page.keyboard.insertText(JSON.stringify(input));
    // The editor puts the JSON in order when it loses the focus, and a click on Submit just then is lost.
    await this.#page.keyboard.press('Tab');
  }

  async submitSignal(): Promise<void> {
    const dialog = this.#page.locator('dialog[open]');
    await dialog.getByRole('button', { name: 'Submit' }).click();
    await dialog.waitFor({ state: 'hidden' });
  }

  #recentRuns(): Locator {
    return this.#page.locator('main a[href*="/workflows/sync"]');
  }

  #option(name: string): Locator {
    return this.#page.locator('[role="option"]:visible').filter({ hasText: new RegExp(`^\\s*${name}`) });
  }

  async #open(path: string): Promise<void> {
    await this.#page.goto(`${this.#address}/namespaces/default/${path}`);
  }
}
