import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { Camera, openBrowser, openPage } from './browser';
import { inTerminal, traedeSync, up, type Place, type Up } from './product';
import { TemporalUi } from './temporal-ui';
import { screenOf, terminalPage } from './terminal';

const SYSTEM_ID = 'acme-books';

/** The VAT codes that are missing at first: sales without VAT to the EU. */
const MISSING_CODE = '        - {zone: eu, rate: 0, code: EU0}\n';

/** Small batches, one after the other: slow enough to be looked at. */
const CONFIGURATION = `systems:
  ${SYSTEM_ID}:
    sync: {batchSize: 5, batchesInFlight: 1}
    accounting:
      revenue: [{account: '1010'}]
      accounts: {shipping: '1110', handlingFee: '1120', discount: '1130'}
      taxCodes:
        - {zone: domestic, rate: 25, code: U25}
        - {zone: eu, rate: 25, code: U25}
        - {zone: export, rate: 0, code: EX0}
`;

/** Starting the product and syncing some 800 documents. */
const START_TIMEOUT_MS = 480_000;

const folder = mkdtempSync(join(tmpdir(), 'operators-day-'));
const place: Place = { data: join(folder, 'data'), configFile: join(folder, 'sync.config.yaml') };
const camera = new Camera(process.env['PICTURES_FOLDER'] ?? join(folder, 'pictures'));

let browser: Browser;
let running: Up | undefined;
let ui: TemporalUi;

async function start(configuration: string): Promise<Up> {
  writeFileSync(place.configFile, configuration);
  running = await up(place);
  ui = new TemporalUi(await openPage(browser), running.temporalUi);
  return running;
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
  /** Invoices that wait in the morning: `document:acme-books:invoice:1003`. */
  let waiting: readonly string[] = [];

  it(
    'watches a run whose numbers grow',
    async () => {
      await ui.openWorkflows('WorkflowType="syncDocuments" AND ExecutionStatus="Running"');
      await ui.openWorkflow(await firstRun('invoice'));
      await ui.openDetails('Documents fetched');
      await ui.refreshDetails(/\d+ documents? on the way between TRAEDE and the ERP/);
      await camera.take(ui.page, 'run-at-work');
      const before = countsIn(await ui.details());
      const has = (counts: ReadonlyMap<string, number>, what: string): number => counts.get(what) ?? 0;
      await ui.refreshUntil((details) => {
        const now = countsIn(details);
        return (
          /\d+ documents? a minute/.test(details) &&
          ['In the ERP, confirmed', 'Marked as exported in TRAEDE'].every(
            (what) => has(now, what) > has(before, what),
          )
        );
      });
      await running?.ready;
    },
    START_TIMEOUT_MS,
  );

  it('sees the schedules, and from one of them its latest run', async () => {
    await ui.openSchedules();
    expect(await ui.scheduleIds()).toEqual(
      ['accounting-entry', 'credit-note', 'invoice'].map((type) => `sync:${SYSTEM_ID}:${type}`),
    );
    await camera.take(ui.page, 'schedules', 900);

    await ui.openSchedule(`sync:${SYSTEM_ID}:invoice`);
    await camera.take(ui.page, 'schedule');
    await ui.openRecentRun();
    await ui.openDetails('Documents fetched');
    await ui.refreshDetails(/Now: done: everything that TRAEDE lists was looked at/);
  });

  it('opens a run, and sees what it did', async () => {
    await ui.openWorkflows('WorkflowType="syncDocuments"');
    await camera.take(ui.page, 'runs');
    await ui.openWorkflow(await firstRun('invoice'));
    const timeline = await ui.timeline();
    expect(timeline).toMatch(/importDocuments • invoices? \d+.* → acme-books/);
    expect(timeline).toMatch(/fetchPage • pages? \d+.* of invoices/);
    await camera.take(ui.page, 'run-timeline', 1_200);

    await ui.openDetails(/What waits for a person/);
    const counts = countsIn(await ui.details());
    expect(counts.get('Documents fetched')).toBe(
      (counts.get('Marked as exported in TRAEDE') ?? 0) + (counts.get('Refused now, wait for a person') ?? 0),
    );
    await camera.take(ui.page, 'run-details', 1_150);
  });

  it('finds what waits by the links that the command line prints: all, of one cause, of one number', async () => {
    expect((await traedeSync(place, 'status')).stdout).toMatch(/acme-books +invoices +completed .* ago +in /);
    const { exitCode, stdout } = await traedeSync(place, 'attention');
    expect(exitCode).toBe(2);
    expect(stdout).toMatch(/no VAT code is configured .* in the zone "eu"/);
    await ui.openLink(linkIn(stdout));
    waiting = (await ui.listedIds()).filter((id) => id.includes(':invoice:'));
    expect(waiting.length).toBeGreaterThan(3);
    await camera.take(ui.page, 'waiting-list');

    await ui.openWorkflows('SyncProblem="tax-code-missing"');
    expect(await ui.listedIds()).toEqual(expect.arrayContaining([...waiting]));
    const shown = await traedeSync(place, 'document', 'show', ...wordsOf(nth(waiting, 0)));
    expect(shown.stdout).toMatch(/tax-code-missing: Invoice \d+: no VAT code/);
    await ui.openLink(/^All with its number: (\S+)$/m.exec(shown.stdout)?.[1] ?? '');
    expect(await ui.listedIds()).toEqual([nth(waiting, 0)]);
  });

  it('reads on the page of a document what is wrong, what to do, and which signals to send', async () => {
    await ui.openWorkflow(nth(waiting, 0));
    expect(await ui.timeline()).toMatch(/waits for a person: Invoice \d+: no VAT code/);
    await camera.take(ui.page, 'waiting-timeline', 1_100);
    await ui.openDetails(/waits for a person/);
    for (const text of ['What is wrong:', 'What to do:', 'resync', 'skip', 'markExported']) {
      await ui.expectDetails(text);
    }
    // The signals stand at the end of the page.
    await camera.take(ui.page, 'waiting-document', 1_100);
  });

  it('answers a skip without a reason on the same page', async () => {
    await ui.openSignals();
    await camera.take(ui.page, 'signals');
    await ui.fillSignal('skip', {});
    await ui.submitSignal();
    await ui.refreshDetails(/without saying why and by whom/);
    await camera.take(ui.page, 'skip-without-reason');
  });

  it('mends the configuration, and is told that it counts only after a restart', async () => {
    writeFileSync(place.configFile, CONFIGURATION + MISSING_CODE);
    await ui.openWorkflow(nth(waiting, 0));
    await ui.openDetails(/a change of the configuration counts once .* was started again/);
    await ui.openSignals();
    await ui.fillSignal('resync', {});
    await ui.submitSignal();
    await ui.refreshDetails(/it was tried again at .* and the same stands in its way/);
    await camera.take(ui.page, 'resync-too-early', 1_100);
  });

  it(
    'starts the product again, sends resync, and sees the document exported',
    async () => {
      await running?.stop();
      await (
        await start(CONFIGURATION + MISSING_CODE)
      ).ready;
      const id = nth(waiting, 0);
      await ui.openWorkflow(id);
      await ui.openDetails(/waits for a person/);
      await ui.openSignals();
      await ui.fillSignal('resync', {});
      await camera.take(ui.page, 'resync');
      await ui.submitSignal();
      await ui.refreshDetails(/it is in the ERP/);
      expect(await stateOf(id, 'exported')).toMatchObject({ state: 'exported', problem: null });
      await ui.openWorkflow(id);
      await ui.openDetails(/it is in the ERP/);
      await camera.take(ui.page, 'resynced');
      await ui.openWorkflows('SyncStatus="needs-attention"');
      expect(await ui.listedIds()).not.toContain(id);
      expect(await timesInErp(id)).toBe(1);
    },
    START_TIMEOUT_MS,
  );

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
    'compares the books, and sees the verdict on the page',
    async () => {
      const { exitCode, stdout, stderr } = await traedeSync(
        place,
        'reconcile',
        '--html',
        join(folder, 'report.html'),
      );
      expect(stdout).toMatch(/^The books agree/m);
      expect(exitCode).toBe(0);
      await ui.openPage(/^(http:\S+)$/m.exec(stderr)?.[1] ?? '');
      expect(await ui.timeline()).toMatch(/readTraede • /);
      await ui.openDetails(/The books agree/);
      await camera.take(ui.page, 'reconciliation', 1_000);
      await ui.page.goto(`file://${join(folder, 'report.html')}`);
      await camera.take(ui.page, 'report');
    },
    START_TIMEOUT_MS,
  );

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

/** The first run of a flow: the page of the list that is open names it. */
async function firstRun(type: string): Promise<string> {
  const runs = await ui.listedIds();
  const first = runs.filter((id) => id.startsWith(`sync:${SYSTEM_ID}:${type}-`)).at(-1);
  if (first === undefined) throw new Error(`no run of ${type} is listed: ${runs.join()}`);
  return first;
}

/** The rows of a run's table. */
function countsIn(details: string): ReadonlyMap<string, number> {
  const rows = details.split('\n').flatMap((line) => {
    const [, what, count] = /^(\D+?)\s+(\d+)\s*$/.exec(line) ?? [];
    return what === undefined ? [] : [[what, Number(count)] as const];
  });
  return new Map(rows);
}

function linkIn(output: string): string {
  return /^Temporal UI: (\S+)$/m.exec(output)?.[1] ?? '';
}

/** `invoice 1003`, as commands take it. */
function wordsOf(workflowId: string): readonly [string, string] {
  const [, , type = '', id = ''] = workflowId.split(':');
  return [type, id];
}

/** How many documents the ERP holds for it. */
async function timesInErp(workflowId: string): Promise<number> {
  const [type, id] = wordsOf(workflowId);
  const { stdout } = await traedeSync(place, 'erp', 'list', '--json');
  return stdout.split(`"traede:${SYSTEM_ID}:${type}:${id}"`).length - 1;
}

interface Shown {
  readonly state: string;
  readonly timeline: unknown;
}

/** What `document show` says, as soon as the document has reached the state. */
async function stateOf(workflowId: string, state: string): Promise<Shown> {
  for (;;) {
    const { stdout } = await traedeSync(place, 'document', 'show', ...wordsOf(workflowId), '--json');
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
