import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { Camera, openBrowser, openPage } from './browser';
import { inTerminal, traedeSync, up, type Place, type Up } from './product';
import { TemporalUi } from './temporal-ui';
import { screenOf, terminalPage } from './terminal';

/** The VAT codes that are missing at first: sales without VAT to the EU. */
const MISSING_CODE = '        - {zone: eu, rate: 0, code: EU0}\n';

const CONFIGURATION = `systems:
  traede-erp-sync:
    accounting:
      revenue: [{account: '1010'}]
      accounts: {shipping: '1110', handlingFee: '1120', discount: '1130'}
      taxCodes:
        - {zone: domestic, rate: 25, code: U25}
        - {zone: eu, rate: 25, code: U25}
        - {zone: export, rate: 0, code: EX0}
`;

/** Starting the product and syncing some 800 documents. */
const START_TIMEOUT_MS = 240_000;

const folder = mkdtempSync(join(tmpdir(), 'operators-day-'));
const place: Place = { data: join(folder, 'data'), configFile: join(folder, 'sync.config.yaml') };
const camera = new Camera(process.env['PICTURES_FOLDER'] ?? join(folder, 'pictures'));

let browser: Browser;
let running: Up | undefined;
let ui: TemporalUi;

async function start(configuration: string): Promise<void> {
  writeFileSync(place.configFile, configuration);
  running = await up(place);
  ui = new TemporalUi(await openPage(browser), running.temporalUi);
}

beforeAll(async () => {
  browser = await openBrowser();
  await start(CONFIGURATION);
}, START_TIMEOUT_MS);

afterAll(async () => {
  await running?.stop();
  await browser.close();
  if (process.env['KEEP_DATA'] === undefined) rmSync(folder, { recursive: true, force: true });
}, START_TIMEOUT_MS);

describe("an operator's day in Temporal's UI", () => {
  /** Invoices that wait in the morning: `document:traede-erp-sync:invoice:1003`. */
  let waiting: readonly string[] = [];

  it('begins with three schedules', async () => {
    await ui.openSchedules();
    expect(await ui.scheduleIds()).toEqual([
      'sync:traede-erp-sync:accounting-entry',
      'sync:traede-erp-sync:credit-note',
      'sync:traede-erp-sync:invoice',
    ]);
    await camera.take(ui.page, 'schedules');
  });

  it('shows the runs, and of each what it did', async () => {
    await ui.openWorkflows('WorkflowType="syncDocuments"');
    const runs = await ui.listedIds();
    const firstOfInvoices = runs.filter((id) => id.startsWith('sync:traede-erp-sync:invoice-')).at(-1) ?? '';
    await camera.take(ui.page, 'runs');

    await ui.openWorkflow(firstOfInvoices);
    const timeline = await ui.timeline();
    expect(timeline).toMatch(/importDocuments • invoices? \d+.* → traede-erp-sync/);
    expect(timeline).toMatch(/markExported • invoices? \d+.* exported/);
    await camera.take(ui.page, 'run-timeline');

    await ui.openDetails(/fetched from TRAEDE: \d+/);
    await camera.take(ui.page, 'run-details');
  });

  it('lists what waits for a person, under the link that the command line prints', async () => {
    const { exitCode, stdout } = await traedeSync(place, 'attention');
    expect(exitCode).toBe(2);
    expect(stdout).toMatch(/no VAT code is configured .* in the zone "eu"/);
    const link = /^Temporal UI: (\S+)$/m.exec(stdout)?.[1] ?? '';
    await ui.openLink(link);
    waiting = (await ui.listedIds()).filter((id) => id.includes(':invoice:'));
    expect(waiting.length).toBeGreaterThan(3);
    await camera.take(ui.page, 'waiting-list');
  });

  it('says on the page of a document what is wrong, what to do, and which signals to send', async () => {
    await ui.openWorkflow(nth(waiting, 0));
    expect(await ui.timeline()).toMatch(/waits for a person: Invoice \d+: no VAT code/);
    await camera.take(ui.page, 'waiting-timeline');
    await ui.openDetails(/waits for a person/);
    for (const text of ['What is wrong:', 'What to do:', 'resync', 'skip', 'markExported']) {
      await ui.expectDetails(text);
    }
    // The signals stand at the end of the page.
    await camera.take(ui.page, 'waiting-document', 1_000);
  });

  it('answers a skip without a reason on the same page', async () => {
    await ui.openSignals();
    await camera.take(ui.page, 'signals');
    await ui.fillSignal('skip', {});
    await ui.submitSignal();
    await ui.refreshDetails(/without saying why and by whom/);
    await camera.take(ui.page, 'skip-without-reason');
  });

  it(
    'goes on with the mended configuration',
    async () => {
      await running?.stop();
      await start(CONFIGURATION + MISSING_CODE);
      await ui.openWorkflow(nth(waiting, 0));
      await ui.openDetails(/waits for a person/);
    },
    START_TIMEOUT_MS,
  );

  it('imports a document again', async () => {
    const id = nth(waiting, 0);
    await ui.openWorkflow(id);
    await ui.openSignals();
    await ui.fillSignal('resync', {});
    await ui.submitSignal();
    expect(await stateOf(id, 'exported')).toMatchObject({ state: 'exported', problem: null });
    await ui.openWorkflow(id);
    await ui.openDetails(/it is in the ERP/);
    await camera.take(ui.page, 'resynced');
  });

  it('leaves a document out for good', async () => {
    const id = nth(waiting, 1);
    await ui.openWorkflow(id);
    await ui.openSignals();
    await ui.fillSignal('skip', { reason: 'a sample, never to be paid', by: 'Kim' });
    await camera.take(ui.page, 'skip');
    await ui.submitSignal();
    const shown = await stateOf(id, 'skipped');
    expect(shown).toMatchObject({ state: 'skipped', receipt: null });
    expect(JSON.stringify(shown.timeline)).toContain('a sample, never to be paid');
    await ui.openWorkflow(id);
    await ui.openDetails(/left it out for good/);
  });

  it('marks a document as exported that was booked by hand', async () => {
    const id = nth(waiting, 2);
    await ui.openWorkflow(id);
    await ui.openSignals();
    await ui.fillSignal('markExported', { reason: 'entered by hand as 4711', by: 'Kim' });
    await ui.submitSignal();
    const shown = await stateOf(id, 'exported');
    expect(shown).toMatchObject({ state: 'exported', receipt: null });
    expect(JSON.stringify(shown.timeline)).toContain('entered by hand as 4711');
    await ui.openWorkflow(id);
    await ui.openDetails(/booked it by hand/);
    await camera.take(ui.page, 'marked-by-hand');
  });

  it('tries everything else again with one command', async () => {
    await traedeSync(place, 'attention', 'retry', '--problem', 'tax-code-missing', '--by', 'Kim');
    let answer = await traedeSync(place, 'attention');
    while (answer.stdout.includes('tax-code-missing')) answer = await traedeSync(place, 'attention');
    expect(answer.stderr).toBe('');
  });

  it(
    'can be had in a terminal, too',
    async () => {
      const lines = screenOf(await inTerminal(join(folder, 'another'), 'up', '--once'));
      expect(lines.join('\n')).toMatch(/invoices → traede-erp-sync +█+ \d+\/\d+ exported/);
      await ui.page.setContent(terminalPage(['$ npx traede-sync up --once', ...lines]));
      await camera.takeOf(ui.page.locator('pre'), 'terminal');
    },
    START_TIMEOUT_MS,
  );
});

interface Shown {
  readonly state: string;
  readonly timeline: unknown;
}

/** What `document show` says, as soon as the document has reached the state. */
async function stateOf(workflowId: string, state: string): Promise<Shown> {
  const [, , type = '', id = ''] = workflowId.split(':');
  for (;;) {
    const { stdout } = await traedeSync(place, 'document', 'show', type, id, '--json');
    const shown: unknown = JSON.parse(stdout);
    if (!isShown(shown)) throw new Error(`no document: ${stdout}`);
    if (shown.state === state) return shown;
  }
}

function isShown(value: unknown): value is Shown {
  return typeof value === 'object' && value !== null && 'state' in value && 'timeline' in value;
}

function nth(ids: readonly string[], index: number): string {
  const id = ids[index];
  if (id === undefined) throw new Error(`only ${ids.length} documents wait`);
  return id;
}
