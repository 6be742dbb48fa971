import { writeFileSync } from 'node:fs';
import type { Behaviour, FaultRule, Simulator } from '../../src/simulator';
import { allCarried, answers, type ErpDocument, type Summary } from './answers';
import { dayInCopenhagen, expectAllCarried, type ComparisonOptions } from './comparison';
import { APP_KEY, openSandbox, TEST_TIMEOUT_MS, TOKEN, type Sandbox } from './sandbox';

/** Three pages of invoices, two of entries, one of credit notes. */
const COUNTS = { invoice: 18, 'credit-note': 4, 'accounting-entry': 12 };
const PAGE_SIZE = 8;

/** One way in which a TRAEDE may misbehave; each is a system of its own, all are carried by one run. */
interface Misbehaviour {
  readonly behaviour?: Partial<Behaviour>;
  readonly faults?: readonly FaultRule[];
  /** Where an answer is lost a document is marked again. */
  readonly marks?: ComparisonOptions['marks'];
  readonly dayOf?: ComparisonOptions['dayOf'];
}

/** Each list makes one run of the product: more systems at once would only wait for each other. */
const LISTS = {
  'newest-first': { behaviour: { order: 'id-desc' } },
  'another-order-each-time': { behaviour: { order: 'random-per-call' } },
  'short-pages': { behaviour: { pageShort: true } },
  'always-the-first-page': { behaviour: { ignorePaging: 'first-page' } },
  'everything-at-once': { behaviour: { ignorePaging: 'everything' } },
  'twice-on-a-page': { behaviour: { duplicates: 'same-page' } },
  'twice-across-pages': { behaviour: { duplicates: 'across-pages' } },
  'grows-while-walked': { behaviour: { insertWhileWalking: { perCall: 2, atMost: 6 } } },
} satisfies Record<string, Misbehaviour>;

const ANSWERS = {
  'text-numbers-plain-dates': {
    behaviour: { numbersAsStrings: true, dateFormat: 'plain' },
    dayOf: (createdAt: string) => createdAt.slice(0, 10),
  },
  'text-numbers-iso-dates': { behaviour: { numbersAsStrings: true, dateFormat: 'iso' } },
  'marks-without-content': { behaviour: { markAnswer: 'no-content' } },
  'marks-answered-empty': { behaviour: { markAnswer: 'empty' } },
  'marks-answered-object': { behaviour: { markAnswer: 'empty-object' } },
  'large-documents': { behaviour: { documentLines: 400 } },
} satisfies Record<string, Misbehaviour>;

const LIST_FAULTS = {
  'list-500': { faults: [{ kind: 'server-error', route: 'export', times: 3 }] },
  'list-502-html': { faults: [{ kind: 'server-error', status: 502, route: 'export', times: 3 }] },
  'list-503': { faults: [{ kind: 'server-error', status: 503, route: 'export', times: 3 }] },
  'list-429-seconds': { faults: [{ kind: 'rate-limit', retryAfter: 1, route: 'export', times: 3 }] },
  'list-429-date': { faults: [{ kind: 'rate-limit', retryAfter: 'date', route: 'export', times: 2 }] },
  'list-429': { faults: [{ kind: 'rate-limit', route: 'export', times: 2 }] },
  'list-reset': { faults: [{ kind: 'reset', route: 'export', times: 3 }] },
  'list-truncated': { faults: [{ kind: 'truncated-body', route: 'export', times: 3 }] },
} satisfies Record<string, Misbehaviour>;

const MARK_FAULTS = {
  'mark-500': { faults: [{ kind: 'server-error', route: 'mark', times: 3 }] },
  'mark-502-html': { faults: [{ kind: 'server-error', status: 502, route: 'mark', times: 3 }] },
  'mark-429-seconds': { faults: [{ kind: 'rate-limit', retryAfter: 1, route: 'mark', times: 3 }] },
  'mark-429': { faults: [{ kind: 'rate-limit', route: 'mark', times: 2 }] },
  'mark-reset': { faults: [{ kind: 'reset', route: 'mark', times: 3 }] },
  'mark-lost-answer': { faults: [{ kind: 'lost-answer', route: 'mark', times: 3 }], marks: 'at-least-once' },
  'mark-truncated-answer': {
    faults: [{ kind: 'truncated-body', route: 'mark', times: 3 }],
    marks: 'at-least-once',
  },
  'mark-500-after-acting': {
    faults: [{ kind: 'error-after-acting', route: 'mark', times: 3 }],
    marks: 'at-least-once',
  },
} satisfies Record<string, Misbehaviour>;

interface Carried {
  readonly summary: Summary;
  readonly listed: readonly ErpDocument[];
  readonly exitCode: number | null;
}

describe.each<[string, Readonly<Record<string, Misbehaviour>>]>([
  ['a TRAEDE with odd lists', LISTS],
  ['a TRAEDE with odd answers', ANSWERS],
  ['a TRAEDE whose lists fail now and then', LIST_FAULTS],
  ['a TRAEDE whose mark calls fail now and then', MARK_FAULTS],
])('%s', (_, cases) => {
  let sandbox: Sandbox;
  const simulators = new Map<string, Simulator>();
  let carried: Carried;

  beforeAll(async () => {
    sandbox = openSandbox();
    for (const [systemId, { behaviour = {}, faults = [] }] of Object.entries(cases)) {
      simulators.set(systemId, await sandbox.simulator({ counts: COUNTS, behaviour, faults }));
    }
    carried = await carryAll(sandbox, simulators);
  }, TEST_TIMEOUT_MS);
  afterAll(() => sandbox.close());

  it.each(Object.keys(cases))('%s: each document once, and counted right', (systemId) => {
    const traede = simulators.get(systemId);
    if (traede === undefined) throw new Error(`no TRAEDE was started for ${systemId}`);
    // First, as they tell what stopped a type.
    expect(carried.summary.systems[systemId]).toEqual({
      invoice: allCarried(traede.documents('invoice').length),
      'credit-note': allCarried(traede.documents('credit-note').length),
      'accounting-entry': allCarried(traede.documents('accounting-entry').length),
    });
    const { marks = 'once', dayOf = dayInCopenhagen } = cases[systemId] ?? {};
    const listed = carried.listed.filter(({ externalReference }) =>
      externalReference.startsWith(`traede:${systemId}:`),
    );
    expectAllCarried(traede, listed, { systemId, marks, dayOf });
  });

  it('the run as a whole succeeded', () => {
    expect(carried.summary).toMatchObject({ ok: true, problems: [] });
    expect(carried.exitCode).toBe(0);
  });
});

/** One run of the product over all systems, with pages short enough that there are several. */
async function carryAll(sandbox: Sandbox, simulators: ReadonlyMap<string, Simulator>): Promise<Carried> {
  const config = sandbox.path('systems.yaml');
  const systems = [...simulators].flatMap(([systemId, { url }]) => [
    `  ${systemId}:`,
    `    traede: { baseUrl: '${url}' }`,
    `    sync: { pageSize: ${PAGE_SIZE} }`,
  ]);
  writeFileSync(config, ['systems:', ...systems, ''].join('\n'));
  const environment = { TRAEDE_ACCESS_TOKEN: TOKEN, TRAEDE_APP_KEY: APP_KEY };
  const run = await sandbox.run(['up', '--once', '--json', '--config', config], {
    environment,
  });
  const list = await sandbox.run(['erp', 'list', '--json', '--config', config], { environment });
  return {
    summary: answers.summary(run.stdout),
    listed: answers.erpList(list.stdout),
    exitCode: run.exitCode,
  };
}
