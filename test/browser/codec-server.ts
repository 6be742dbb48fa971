import { randomBytes } from 'node:crypto';
import type { Browser, Page } from 'playwright-core';
import type { RunningCommand } from '../cli/command';
import { openSandbox, TEST_TIMEOUT_MS, type Sandbox } from '../cli/sandbox';
import { eventually } from '../support/temporal';
import { openBrowser, openPage } from './browser';

const START_TIMEOUT_MS = 60_000;

/** Temporal's real UI in a real browser, on payloads that are encrypted. */
describe("the codec server in Temporal's UI", () => {
  let sandbox: Sandbox;
  let browser: Browser;
  let page: Page;
  let temporalUi: string;

  const keys = { TRAEDE_SYNC_CODEC_KEYS: `a:${randomBytes(32).toString('base64')}` };

  async function started(args: readonly string[], when: RegExp): Promise<RunningCommand> {
    const options = { traede: { url: traedeUrl }, environment: keys, timeoutMs: TEST_TIMEOUT_MS };
    const command = sandbox.start(args, options);
    const isThere = (): boolean => when.test(command.stderr()) || command.hasEnded();
    await eventually(`${args.join(' ')} is there`, isThere, START_TIMEOUT_MS);
    return command;
  }

  let traedeUrl: string;
  beforeAll(async () => {
    sandbox = openSandbox();
    ({ url: traedeUrl } = await sandbox.simulator({
      counts: { invoice: 2, 'credit-note': 0, 'accounting-entry': 0 },
    }));
    const up = await started(['up'], /Ctrl-C ends it/);
    temporalUi = /^Temporal UI\s+(http:\/\/[^/\s]+)/m.exec(up.stderr())?.[1] ?? '';
    browser = await openBrowser();
    page = await openPage(browser);
  }, TEST_TIMEOUT_MS);
  afterAll(async () => {
    await browser.close();
    await sandbox.close();
  });

  async function openRun(): Promise<void> {
    await page.goto(`${temporalUi}/namespaces/default/workflows?query=WorkflowType%3D%22syncDocuments%22`);
    await page.locator('tbody tr a[href*="invoice"]').first().click();
    await page.getByTestId('workflow-id-heading').waitFor();
  }

  it(
    'nothing can be read before it is named, everything afterwards',
    async () => {
      await openRun();
      await page.getByText('Input', { exact: true }).filter({ visible: true }).first().waitFor();
      expect(await page.locator('body').innerText()).not.toContain('documentType');

      const server = await started(['codec-server', '--port', '0'], /http:\/\/127\S+/);
      const [address = ''] = /http:\/\/127\S+/.exec(server.stderr()) ?? [];
      await page.getByTestId('data-encoder-status').first().click();
      const dialog = page.locator('dialog[open]');
      await dialog.getByText('Use my browser setting').click();
      await dialog.getByTestId('data-encoder-endpoint-input').fill(address);
      await dialog.getByRole('button', { name: 'Apply' }).click();

      await openRun();
      await page.getByText('documentType').filter({ visible: true }).first().waitFor();
    },
    TEST_TIMEOUT_MS,
  );
});
