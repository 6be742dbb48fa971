import fc from 'fast-check';
import { Walk, type WalkedPage } from '../../workflows/walk';
import { ListingModel, type Draw, type ListedDocument, type ListingBehaviour } from './listing-model';
import { driveWalk, type WalkOutcome } from './walk-driver';

/** Enough to meet rare orders of events; a second or two for each property. */
const RUNS = 2_000;
const MAX_DOCUMENTS = 14;
const MAX_ARRIVALS = 4;

type Content = Pick<ListedDocument, 'state' | 'fate'>;

const marked: Content = { state: 'listed', fate: 'marked' };
const leaving: readonly Content[] = [marked, { state: 'listed', fate: 'forgotten' }];
const staying: readonly Content[] = [
  { state: 'listed', fate: 'marked-but-listed' },
  { state: 'listed', fate: 'refused' },
  { state: 'listed', fate: 'left' },
  { state: 'waiting', fate: 'left' },
  { state: 'draft', fate: 'left' },
];

interface Scenario {
  readonly behaviour: ListingBehaviour;
  readonly initially: readonly Content[];
  readonly arriving: readonly Content[];
  readonly maxDelay: number;
  readonly pagesAtOnce: number | undefined;
  readonly chance: readonly number[];
}

const orderly: ListingBehaviour = {
  pageSize: 3,
  order: 'stable',
  pageNumber: 'honoured',
  truncates: false,
  repeats: false,
};

function scenarios(behaviour: fc.Arbitrary<ListingBehaviour>, contents: readonly Content[]) {
  return fc.record<Scenario>({
    behaviour,
    initially: fc.array(fc.constantFrom(...contents), { maxLength: MAX_DOCUMENTS }),
    arriving: fc.array(fc.constantFrom(...contents), { maxLength: MAX_ARRIVALS }),
    maxDelay: fc.nat({ max: 6 }),
    pagesAtOnce: fc.constantFrom(undefined, 1, 2, 4),
    chance: fc.array(fc.nat({ max: 1_000 }), { minLength: 1, maxLength: 60 }),
  });
}

/** Chance that fast-check can shrink: a list of numbers, mixed anew when it is used up. */
function drawFrom(chance: readonly number[]): Draw {
  let at = 0;
  return (below) => {
    const round = Math.floor(at / chance.length);
    const value = (chance[at % chance.length] ?? 0) + round * 7;
    at += 1;
    return value % below;
  };
}

function walkThrough(scenario: Scenario): WalkOutcome & { readonly initially: readonly ListedDocument[] } {
  const draw = drawFrom(scenario.chance);
  const initially = scenario.initially.map((content, index) => ({ id: index + 1, ...content }));
  const arrivals = scenario.arriving.map((content, index) => ({ id: 1_001 + index, ...content }));
  const all = [...initially, ...arrivals];
  const outcome = driveWalk({
    listing: new ListingModel(scenario.behaviour, initially, draw),
    documents: new Map(all.map((document) => [document.id, document])),
    arrivals: [...arrivals],
    draw,
    maxDelay: scenario.maxDelay,
    pagesAtOnce: scenario.pagesAtOnce,
    maxFetches: maxFetches(scenario, all.length),
  });
  return {
    ...outcome,
    initially: scenario.initially.map((content, index) => ({ id: index + 1, ...content })),
  };
}

/** Every look but the last brings a document or two meetings of it; a page that brings one may begin a new way through. */
function maxFetches({ behaviour, maxDelay }: Scenario, documents: number): number {
  const pages = Math.ceil(documents / behaviour.pageSize) + 4;
  return (2 * documents + 2) * (pages + 2 * maxDelay + 4);
}

function expectNothingTwice(outcome: ReturnType<typeof walkThrough>, scenario: Scenario): void {
  const contents = [...scenario.initially, ...scenario.arriving];
  const times = [...outcome.handedOut.values()];
  const forgotten = contents.filter(({ fate }) => fate === 'forgotten').length;
  expect(Math.max(0, ...times)).toBeLessThanOrEqual(forgotten > 0 ? 2 : 1);
  for (const { id, fate } of outcome.initially) {
    if (fate !== 'forgotten') expect(outcome.handedOut.get(id) ?? 0).toBeLessThanOrEqual(1);
  }
}

function expectEverythingOnce(outcome: ReturnType<typeof walkThrough>): void {
  for (const { id, state, fate } of outcome.initially) {
    if (state === 'listed')
      expect([id, outcome.handedOut.get(id)]).toEqual([id, fate === 'forgotten' ? 2 : 1]);
    else expect(outcome.handedOut.has(id)).toBe(false);
  }
}

const pageSize = fc.integer({ min: 1, max: 6 });
const one = <T>(value: T) => fc.constant(value);

describe('the walk hands out every document exactly once, and ends', () => {
  it.each<[string, fc.Arbitrary<ListingBehaviour>, readonly Content[]]>([
    [
      'in a list in a stable order, whatever stays in it',
      fc.record({
        pageSize,
        order: one('stable' as const),
        pageNumber: one('honoured' as const),
        truncates: one(false),
        repeats: fc.boolean(),
      }),
      [...leaving, ...leaving, ...staying],
    ],
    [
      'in a list in another order at every call, with pages that end early, once all are marked',
      fc.record({
        pageSize,
        order: fc.constantFrom('stable', 'shuffled'),
        pageNumber: one('honoured' as const),
        truncates: fc.boolean(),
        repeats: fc.boolean(),
      }),
      leaving,
    ],
    [
      'where the server always sends everything, whatever stays in it',
      fc.record({
        pageSize,
        order: fc.constantFrom('stable', 'shuffled'),
        pageNumber: one('ignored-all' as const),
        truncates: one(false),
        repeats: one(false),
      }),
      [...leaving, ...staying],
    ],
    [
      'where the server always sends the first page, once all are marked',
      fc.record({
        pageSize,
        order: one('stable' as const),
        pageNumber: one('ignored-first' as const),
        truncates: one(false),
        repeats: fc.boolean(),
      }),
      leaving,
    ],
  ])('%s', (_, behaviour, contents) => {
    fc.assert(
      fc.property(scenarios(behaviour, contents), (scenario) => {
        const outcome = walkThrough(scenario);
        expect(outcome.finished).toBe(true);
        expectNothingTwice(outcome, scenario);
        expectEverythingOnce(outcome);
      }),
      { numRuns: RUNS },
    );
  });

  it('ends, and hands out nothing twice, where nothing can be relied on', () => {
    const behaviour = fc.record<ListingBehaviour>({
      pageSize,
      order: fc.constantFrom('stable', 'shuffled'),
      pageNumber: one('honoured'),
      truncates: fc.boolean(),
      repeats: fc.boolean(),
    });
    fc.assert(
      fc.property(scenarios(behaviour, [...leaving, ...staying]), (scenario) => {
        const outcome = walkThrough(scenario);
        expect(outcome.finished).toBe(true);
        expectNothingTwice(outcome, scenario);
      }),
      { numRuns: RUNS },
    );
  });
});

describe('what a walk costs', () => {
  const quick: Omit<Scenario, 'initially'> = {
    behaviour: orderly,
    arriving: [],
    maxDelay: 0,
    pagesAtOnce: 1,
    chance: [0],
  };

  it('is one fetch for an empty list', () => {
    expect(walkThrough({ ...quick, initially: [] })).toMatchObject({ finished: true, fetches: 1 });
  });

  it.each([1, 2, 3, 4, 6, 7, 30])(
    'is one look through where %i documents wait, and nothing else',
    (count) => {
      const initially = Array.from({ length: count }, () => ({ state: 'waiting', fate: 'left' }) as const);
      const fetches = Math.ceil(count / orderly.pageSize) + 1;
      expect(walkThrough({ ...quick, initially })).toMatchObject({ finished: true, fetches });
    },
  );

  it('is about one fetch a page, as long as marking keeps pace', () => {
    const initially = Array.from({ length: 60 }, () => marked);
    const { fetches } = walkThrough({ ...quick, initially });
    // Every look skips half of what is left, and has an end of its own.
    expect(fetches).toBeLessThanOrEqual(60 / orderly.pageSize + Math.ceil(Math.log2(60)) + 2);
  });

  it('is a few fetches a page at most while marks come late', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 8 }),
        fc.array(fc.nat(), { minLength: 1 }),
        (maxDelay, chance) => {
          const initially = Array.from({ length: 60 }, () => marked);
          const { fetches } = walkThrough({ ...quick, initially, maxDelay, chance });
          expect(fetches).toBeLessThanOrEqual(3 * (60 / orderly.pageSize) + 2 * maxDelay + 4);
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('where the server ignores the page number', () => {
  it('three pages with the same documents are the end', () => {
    const walk = new Walk();
    const page = { count: 1, fingerprint: 'a', toImport: [], waiting: [1] };
    for (let fetch = 1; fetch <= 3; fetch += 1) {
      expect(walk.ended).toBe(false);
      walk.issueFetch();
      walk.see([page]);
    }
    expect(walk.finished).toBe(true);
  });
});

describe('a look for what was skipped, while documents are in flight', () => {
  const pageOf = (...ids: readonly number[]): WalkedPage => ({
    count: ids.length,
    fingerprint: ids.join(),
    toImport: ids,
    waiting: [],
  });
  /** Pages of two. Documents 1 and 2 were marked while the list's second half was on its way, 3 to 6 are in flight. */
  const walkWithFourInFlight = (): Walk => {
    const walk = new Walk(2);
    for (const pages of [[pageOf(1, 2)], [pageOf(3, 4), pageOf(5, 6)]]) {
      walk.issueFetch();
      walk.see(pages);
    }
    walk.issueFetch();
    walk.settle(1);
    walk.settle(2);
    walk.see([pageOf()]);
    expect(walk.mayHaveSkipped).toBe(true);
    walk.lookAgain({ quiet: false });
    return walk;
  };

  it('goes past those in flight, which may stand before it', () => {
    const walk = walkWithFourInFlight();
    expect(walk.issueFetch()).toMatchObject({ page: 0, pages: 2 });
    // Something new came in before them.
    expect(walk.see([pageOf(9, 3)]).flat()).toEqual([9]);
    walk.issueFetch();
    expect(walk.see([pageOf(4, 5)]).flat()).toEqual([]);
    expect(walk.ended).toBe(false);
    walk.issueFetch();
    expect(walk.see([pageOf(6, 7)]).flat()).toEqual([7]);
  });

  it('ends behind them, as it would lead through all that waits for people', () => {
    const walk = walkWithFourInFlight();
    walk.issueFetch();
    expect(walk.see([pageOf(3, 4), pageOf(5, 6)]).flat()).toEqual([]);
    expect(walk.ended).toBe(true);
    expect(walk.finished).toBe(false);
  });
});
