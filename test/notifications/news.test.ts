import { MAX_MEMBERS } from '../../src/notifications/condition';
import { newsOf, toldBy, type Told } from '../../src/notifications/news';
import { condition, MINUTE_MS, NOW } from './examples';

/** A channel that takes every message, over several looks, a quarter of an hour apart. */
function channel(calmMs = 0) {
  let told: readonly Told[] = [];
  let looks = 0;
  const time = () => {
    looks += 1;
    return { now: new Date(NOW.getTime() + looks * 15 * MINUTE_MS), calmMs };
  };
  return {
    look(...conditions: Parameters<typeof newsOf>[0]) {
      const news = newsOf(conditions, told, time());
      told = news.digest === undefined ? news.told : toldBy(news.digest);
      return news.digest;
    },
    /** The same, but the message is lost. */
    lose(...conditions: Parameters<typeof newsOf>[0]) {
      const news = newsOf(conditions, told, time());
      ({ told } = news);
      return news.digest;
    },
  };
}

const failed = condition({
  key: 'failed',
  kind: 'failed',
  title: 'Syncing fails',
  members: ['invoice'],
  count: 1,
});
const waits = condition();

describe('news', () => {
  it('is there once, and not again while it stays the same', () => {
    const one = channel();
    expect(one.look()).toBeUndefined();
    expect(one.look(waits)).toMatchObject({ kind: 'news', conditions: [{ isNew: true }] });
    expect(one.look(waits)).toBeUndefined();
    expect(one.look({ ...waits, message: 'in other words', title: 'the same' })).toBeUndefined();
  });

  it('is one digest for two things, and tells what of it is new', () => {
    const one = channel();
    expect(one.look(waits, failed)?.conditions).toHaveLength(2);
    const other = condition({ key: 'other', title: 'Another cause' });
    expect(one.look(waits, failed, other)?.conditions.map(({ key, isNew }) => [key, isNew])).toEqual([
      ['other', true],
      [waits.key, false],
      ['failed', false],
    ]);
  });

  it('is a document more, also when another has gone; one fewer is none', () => {
    const one = channel();
    one.look(waits);
    expect(one.look({ ...waits, members: ['1'], count: 1 })).toBeUndefined();
    expect(one.look({ ...waits, members: ['1', '3'], count: 2 })).toBeDefined();
  });

  it('goes by the number where not all are named', () => {
    const members = Array.from({ length: MAX_MEMBERS }, (_, index) => String(index));
    const one = channel();
    one.look({ ...waits, members, count: 500 });
    expect(one.look({ ...waits, members, count: 480 })).toBeUndefined();
    expect(one.look({ ...waits, members, count: 501 })).toBeDefined();
  });

  it('says once that all is well again, and what has gone', () => {
    const one = channel();
    one.look(waits, failed);
    expect(one.look(waits)).toBeUndefined();
    expect(one.look()).toEqual({
      ...{ kind: 'all-well', conditions: [], recent: [] },
      over: [waits.title, failed.title],
    });
    expect(one.look()).toBeUndefined();
  });

  it('is what comes back, also when nobody was told that it had gone', () => {
    const one = channel();
    one.look(waits, failed);
    expect(one.look(waits)).toBeUndefined();
    expect(one.look(waits, failed)).toMatchObject({
      conditions: [{ key: 'failed', isNew: true }, { isNew: false }],
      over: [],
    });
  });

  it('names what has gone in the next message', () => {
    const one = channel();
    one.look(waits, failed);
    expect(one.look(condition({ key: 'other' }))?.over).toEqual([waits.title, failed.title]);
    expect(one.look(condition({ key: 'third' }))?.over).toHaveLength(1);
  });

  it('stays news until a message was taken', () => {
    const one = channel();
    expect(one.lose(waits)).toBeDefined();
    expect(one.look(waits)).toBeDefined();
    expect(one.look(waits)).toBeUndefined();
    expect(one.lose()).toMatchObject({ kind: 'all-well' });
    expect(one.look()).toMatchObject({ kind: 'all-well' });
    expect(one.look()).toBeUndefined();
  });

  it('of a trouble that nobody was told of and that has gone is none', () => {
    const one = channel();
    expect(one.lose(waits)).toBeDefined();
    expect(one.look()).toBeUndefined();
  });
});

describe('what comes and goes', () => {
  const CALM_MS = 22 * MINUTE_MS;

  it('is told once, however often it does, and once more when it stays away', () => {
    const one = channel(CALM_MS);
    expect(one.look(failed)).toBeDefined();
    for (let round = 0; round < 20; round += 1) {
      expect([one.look(), one.look(failed)]).toEqual([undefined, undefined]);
    }
    expect([one.look(), one.look()]).toEqual([undefined, undefined]);
    expect(one.look()).toMatchObject({ kind: 'all-well', over: [failed.title] });
    expect(one.look(failed)).toMatchObject({ kind: 'news', conditions: [{ isNew: true }] });
  });

  it('is not forgotten over other news in between, and other documents are news all the same', () => {
    const one = channel(CALM_MS);
    one.look(failed);
    expect(one.look(waits)).toMatchObject({
      conditions: [{ key: waits.key }],
      over: [],
      recent: [{ key: 'failed' }],
    });
    expect(one.look(waits, failed)).toBeUndefined();
    expect(one.look(failed)).toBeUndefined();
    expect(one.look({ ...waits, members: ['3', '4'] }, failed)).toMatchObject({
      conditions: [{ key: waits.key, isNew: true }, { isNew: false }],
    });
  });
});
