import type { Client } from '@temporalio/client';
import { readFileSync } from 'node:fs';
import { connectClient, devServerAddress, type ConnectedClient } from '../../src/temporal/connection';
import { announced, dataFolder } from '../../src/embedded/data-folder';
import type { RunningCommand } from '../cli/command';
import { TEST_TIMEOUT_MS, textBelow } from '../cli/sandbox';
import { decoded } from '../notifications/mail-server';
import { eventually } from '../support/temporal';
import { findCanaries, SECRETS } from './canaries';
import { openCanaryStage, SYSTEM_ID, WEBHOOK_SECRET, type CanaryStage } from './canary-stage';
import { recordPlaces } from './database-places';
import {
  BAD_DOCUMENTS,
  badDocuments,
  REFUSED_DOCUMENTS,
  TRAEDE_FAULTS,
  unfortunateErp,
  WAITING_DOCUMENTS,
} from './misfortunes';
import { temporalPlaces, uiPlaces, type Place } from './temporal-places';

/** All misfortunes one after the other, with the pauses of outages between. */
const SETTLED_TIMEOUT_MS = 100_000;

const foundIn = (places: readonly Place[]) => places.flatMap(({ where, text }) => findCanaries(where, text));

describe('the whole job, with failures on every side, tells nobody a secret and no customer', () => {
  let stage: CanaryStage;
  let up: RunningCommand;
  let connected: ConnectedClient | undefined;
  let client: Client;
  let uiUrl: string;
  let ids: readonly number[];

  beforeAll(async () => {
    stage = await openCanaryStage();
    const { traede, erp, chat } = stage;
    ids = traede.documents('invoice').map(({ id }) => id);
    traede.setBehaviour({ mutate: badDocuments(ids.slice(0, BAD_DOCUMENTS)) });
    traede.setFaults(TRAEDE_FAULTS);
    erp.treat = unfortunateErp(ids.slice(BAD_DOCUMENTS, BAD_DOCUMENTS + REFUSED_DOCUMENTS));
    let refusals = 0;
    chat.answer = (response) => {
      refusals += 1;
      response.writeHead(refusals > 2 ? 200 : 500).end(`no service for ${chat.url}`);
    };
    up = await stage.startUp();
    const services = announced(dataFolder(stage.sandbox.path('data')));
    if (services?.temporalAddress === undefined) throw new Error('up announced no Temporal');
    uiUrl = services.temporalUi ?? '';
    connected = await connectClient(
      devServerAddress({ address: services.temporalAddress, uiUrl: services.temporalUi }),
    );
    ({ client } = connected);
    await eventually('every document has found its end', allSettled, SETTLED_TIMEOUT_MS);
    await useEveryCommand(stage, ids);
    await eventually(
      'people were told by both ways',
      () => chat.calls.length > 2 && stage.mail.mails.length > 0,
      SETTLED_TIMEOUT_MS,
    );
  }, TEST_TIMEOUT_MS);
  afterAll(async () => {
    await connected?.close();
    await stage.close();
  });

  async function allSettled(): Promise<boolean> {
    if (up.hasEnded()) throw new Error(`up has ended: ${up.stderr()}`);
    const { rows } = await stage.pool.query<{ readonly open: number; readonly waiting: number }>(
      `select count(*) filter (where state not in ('exported', 'attention'))::int as open,
              count(*) filter (where state = 'attention')::int as waiting
       from delivery.deliveries where document_type <> 'credit-note' having count(*) = 18`,
    );
    return rows[0]?.open === 0 && rows[0].waiting >= WAITING_DOCUMENTS;
  }

  it('neither on the terminal, nor in its JSON, nor in files that commands write', () => {
    expect(stage.outputs.length).toBeGreaterThan(30);
    const places = stage.outputs.map(({ where, text }) => ({ where, text: withoutBookedTexts(text) }));
    expect(foundIn([...places, { where: 'up', text: up.stderr() }])).toEqual([]);
  });

  it('nor in any history, description or schedule of Temporal', async () => {
    const places = await temporalPlaces(client);
    expect(places.map(({ where }) => where).join()).toContain(`document:${SYSTEM_ID}:invoice`);
    expect(foundIn(places)).toEqual([]);
  });

  it("nor in what the pages of Temporal's UI are made from", async () => {
    const places = await uiPlaces(uiUrl, client);
    const [first] = places;
    expect(first?.text).toContain(`document:${SYSTEM_ID}:invoice`);
    expect(places.filter(({ where }) => where.includes('/query/')).length).toBeGreaterThan(10);
    expect(foundIn(places)).toEqual([]);
  });

  it('nor in the record, but for the claim check', async () => {
    const places = await recordPlaces(stage.pool);
    expect(places.map(({ where }) => where)).toEqual(
      expect.arrayContaining(['column delivery.deliveries.problem_message', 'column delivery.events.detail']),
    );
    expect(places.map(({ text }) => text).join()).toContain('TRAEDE refuses to mark it');
    expect(foundIn(places)).toEqual([]);
  });

  it('nor in what people are told', () => {
    const { chat, mail } = stage;
    const told = [
      ...chat.calls.map(({ body }) => ({ where: 'chat', text: JSON.stringify(body) })),
      ...mail.mails.map((one) => ({ where: 'mail', text: decoded(one) })),
    ];
    expect(told.map(({ text }) => text).join()).toContain('customer-unknown');
    expect(foundIn(told)).toEqual([]);
  });

  it('nor in metrics, nor in traces', async () => {
    const metrics = await (await fetch(stage.metricsUrl)).text();
    expect(metrics).toMatch(/^traede_sync_documents.*invoice/m);
    const { bodies } = stage.collector;
    expect(bodies.join()).toContain('importDocuments');
    const traces = bodies.map((text) => ({ where: 'traces', text }));
    expect(foundIn([{ where: 'metrics', text: metrics }, ...traces])).toEqual([]);
  });

  it("nor in the databases' logs", () => {
    const text = readFileSync(stage.postgresLog, 'utf8');
    expect(foundIn([{ where: "PostgreSQL's log", text }])).toEqual([]);
  });

  it('and would be found: what somebody writes into a signal stands in the history, in the UI and in the record', async () => {
    const planted = `${SECRETS.accessToken} planted`;
    await client.workflow
      .getHandle(`document:${SYSTEM_ID}:invoice:${String(ids[0])}`)
      .signal('skip', { reason: planted, by: 'Kim' });
    await eventually(
      'it stands in the record',
      async () => foundIn(await recordPlaces(stage.pool)).length > 0,
      60_000,
    );
    const histories = foundIn(await temporalPlaces(client)).map(({ where }) => where);
    expect(histories).toEqual(
      expect.arrayContaining([
        `history of document:${SYSTEM_ID}:invoice:${String(ids[0])}, as bytes`,
        `history of document:${SYSTEM_ID}:invoice:${String(ids[0])}, as JSON`,
      ]),
    );
    expect(foundIn(await uiPlaces(uiUrl, client))).not.toEqual([]);
  });

  // Last, as it ends `up`: what was planted is in there as well.
  it("nor in any file of the data folder: logs, Temporal's database", async () => {
    up.signal('SIGINT');
    const ended = await up.ended;
    expect(foundIn([{ where: 'up', text: ended.stdout + ended.stderr }])).toEqual([]);
    const text = textBelow(stage.sandbox.path('data'));
    expect(text).toContain(`document:${SYSTEM_ID}:invoice`);
    expect(text).not.toContain(WEBHOOK_SECRET);
    const found = findCanaries('data folder', text).filter(({ around }) => !around.includes('planted'));
    expect(found).toEqual([]);
  });
});

/**
 * `erp list --json` shows the texts of booked lines, as an accountant wants to see them; people may write a name into the text
 * of an entry.
 */
function withoutBookedTexts(text: string): string {
  return text.replace(/"description": "(?:[^"\\]|\\.)*"/g, '"description": ""');
}

/** Each command that shows or does something, for people and for machines; then with credentials that are wrong. */
async function useEveryCommand(
  { run, sandbox, chat, outputs }: CanaryStage,
  [, second, third, ...others]: readonly number[],
): Promise<void> {
  const [delivered] = others.slice(-1);
  const period = ['--from', '2026-05-01', '--to', '2026-11-30'];
  const [html, csv, bundle] = ['report.html', 'report.csv', 'diagnosis.json'].map((name) =>
    sandbox.path(name),
  );
  const shown = [
    ...[
      ['status'],
      ['runs'],
      ['runs', '--failed'],
      ['attention'],
      ['schedules'],
      ['erp', 'list'],
      ['doctor'],
    ],
    ...[second, delivered].map((id) => ['document', 'show', 'invoice', String(id)]),
    ['sync', '--dry-run'],
    ['sync', '--dry-run', '--show', 'invoice', String(delivered)],
    ['backfill', '--from', '2026-05-01', '--dry-run'],
  ];
  for (const args of shown) await Promise.all([run(args), run([...args, '--json'])]);
  await run(['resync', 'invoice', String(second)]);
  await run(['skip', 'invoice', String(third), '--reason', 'a sample', '--by', 'Kim']);
  await run(['attention', 'retry', '--by', 'Kim']);
  await run(['sync', '--json']);
  await run(['reconcile', ...period]);
  await run(['report', '--html', html ?? '', '--csv', csv ?? '']);
  await run(['report', '--json']);
  chat.answer = (response) => response.writeHead(403).end(`no service for ${chat.url}`);
  await run(['notify']);
  chat.answer = (response) => response.end('ok');
  await run(['notify', '--json']);
  await run(['diagnose', '--out', bundle ?? '']);
  await run(['diagnose', '--out', '-']);
  const wrong = {
    TRAEDE_ACCESS_TOKEN_COMMAND: `echo ${SECRETS.accessToken}-of-before`,
    DATABASE_PASSWORD_FILE: '',
    DATABASE_PASSWORD: `${SECRETS.databasePassword}-of-before`,
    ERP_ACCESS_TOKEN: `${SECRETS.erpAccessToken}-of-before`,
    ERP_SIGNING_KEY: `${SECRETS.signingKey}-of-before`,
    TEMPORAL_ADDRESS: '127.0.0.1:9',
  };
  for (const args of [
    ['doctor'],
    ['status', '--json'],
    ['attention'],
    ['diagnose', '--out', '-'],
    ['erp', 'list'],
  ])
    await run(args, wrong);
  for (const file of [html, csv, bundle])
    outputs.push({ where: String(file), text: readFileSync(String(file), 'utf8') });
}
