import { writeFileSync } from 'node:fs';
import { z } from 'zod';
import type { Mutate } from '../../src/simulator';
import { answers } from './answers';
import { expectMarks } from './comparison';
import type { EndedCommand } from './command';
import { eventually } from '../support/temporal';
import { openSandbox, SYSTEM_ID, TEST_TIMEOUT_MS, type Sandbox } from './sandbox';

const INVOICES = 1_000;

const START_TIMEOUT_MS = 60_000;

/** Every second customer lives abroad: half of the invoices need what the first configuration lacks. */
const everySecondAbroad: Mutate = (_, document) => {
  const country = Number(document['id']) % 2 === 0 ? 'SE' : 'DK';
  return { ...document, customer: { ...customerSchema.parse(document['customer']), country } };
};

const customerSchema = z.looseObject({});

const rates = (zone: string): string =>
  [0, 25, 12, 6, 19, 7]
    .map((rate) => `        - { zone: ${zone}, rate: ${rate}, code: ${zone}-${rate} }`)
    .join('\n');

const configuration = (revenue: readonly string[]): string => `
systems:
  ${SYSTEM_ID}:
    accounting:
      revenue:
${revenue.map((line) => `        - ${line}`).join('\n')}
      accounts: { shipping: 1110, handlingFee: 1120, discount: 1130 }
      taxCodes:
${rates('domestic')}
${rates('eu')}
      customerWithoutNumber: by-id
      countryMissing: domestic
      unlinkedCreditNotes: post-unlinked
`;

const DOMESTIC = '{ zone: domestic, account: 1010 }';
const ABROAD = '{ zone: eu, account: 1020 }';

describe('a mapping that is missing for half of the documents', () => {
  let sandbox: Sandbox;
  beforeEach(() => {
    sandbox = openSandbox();
  });
  afterEach(() => sandbox.close());

  const configure = (revenue: readonly string[]): void => {
    writeFileSync(sandbox.path('sync.config.yaml'), configuration(revenue));
  };

  it(
    'is told once with its number, stops no other document, and one command delivers the rest when it is mended',
    async () => {
      const counts = { invoice: INVOICES, 'credit-note': 0, 'accounting-entry': 0 };
      const simulator = await sandbox.simulator({ counts, behaviour: { mutate: everySecondAbroad } });
      const options = { traede: { url: simulator.url } };
      configure([DOMESTIC]);

      const first = await sandbox.run(['up', '--once', '--json'], options);
      const abroad = simulator.documents('invoice').filter(({ id }) => id % 2 === 0).length;
      const atHome = INVOICES - abroad;
      expect(abroad).toBeGreaterThan(INVOICES / 3);
      expect(first.exitCode).toBe(2);
      const summary = answers.summary(first.stdout);
      expect(summary.problems).toMatchObject([{ code: 'account-missing', count: abroad }]);
      expect(summary.types.invoice).toMatchObject({
        delivered: atHome,
        exported: atHome,
        attention: abroad,
        failed: 0,
      });
      expect(simulator.marks(SYSTEM_ID, 'invoice').size).toBe(atHome);

      // Nothing new is told by a second run.
      const second = await sandbox.run(['up', '--once', '--json'], options);
      expect(answers.summary(second.stdout).types.invoice).toMatchObject({ fetched: 0, attention: 0 });

      configure([DOMESTIC, ABROAD]);
      const up = sandbox.start(['up'], options);
      const beside = (...args: readonly string[]): Promise<EndedCommand> =>
        sandbox.run([...args, '--json'], options);
      await eventually('it is up', async () => (await beside('schedules')).exitCode === 0, START_TIMEOUT_MS);
      const retry = await beside('attention', 'retry', '--problem', 'account-missing', '--by', 'Kim');
      expect(retry.stderr).toContain(`${abroad} invoices`);
      expect(answers.retry(retry.stdout)).toMatchObject({
        retried: abroad,
        exported: abroad,
        waiting: 0,
        problems: [],
      });
      expect(retry.exitCode).toBe(0);
      up.signal('SIGINT');
      expect((await up.ended).exitCode).toBe(0);

      const listed = await sandbox.erpList(options);
      expect(new Set(listed.map(({ documentId }) => documentId)).size).toBe(INVOICES);
      expect(listed).toHaveLength(INVOICES);
      // The documents' own workflows and a run deliver at the same time: where they meet, both may tell TRAEDE.
      expectMarks(simulator, listed, { systemId: SYSTEM_ID, marks: 'at-least-once' });
    },
    TEST_TIMEOUT_MS,
  );
});
