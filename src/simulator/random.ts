/** A source of numbers that gives the same ones for the same key, on every machine. */
export interface Random {
  /** From 0 up to, not including, 1. */
  next(): number;
  /** A whole number from `min` to `max`, both included. */
  integer(min: number, max: number): number;
  chance(probability: number): boolean;
  /** @throws {RangeError} nothing to pick from */
  pick<T>(choices: readonly T[]): T;
  /** A copy in another order. */
  shuffle<T>(items: readonly T[]): T[];
}

/**
 * Each thing that is drawn has a key of its own (`randomFor(seed, 'invoice', 17)`), so that document 17 is the same
 * whether the sixteen before it were made or not.
 */
export function randomFor(...key: readonly (string | number)[]): Random {
  const next = mulberry32(hash(key.join('/')));
  const integer = (min: number, max: number): number => min + Math.floor(next() * (max - min + 1));
  return {
    next,
    integer,
    chance: (probability) => next() < probability,
    pick: (choices) => pick(choices, integer(0, choices.length - 1)),
    shuffle: (items) => shuffle(items, integer),
  };
}

function pick<T>(choices: readonly T[], index: number): T {
  const choice = choices[index];
  if (choice === undefined) throw new RangeError('nothing to pick from');
  return choice;
}

/** Fisher and Yates, building up: every order is as likely as any other. */
function shuffle<T>(items: readonly T[], integer: (min: number, max: number) => number): T[] {
  const shuffled: T[] = [];
  for (const item of items) {
    const position = integer(0, shuffled.length);
    const displaced = shuffled[position];
    if (displaced === undefined) shuffled.push(item);
    else {
      shuffled.push(displaced);
      shuffled[position] = item;
    }
  }
  return shuffled;
}

/** The generator known as mulberry32: 32 bits of state, good enough to make up shops and shirts. */
function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** FNV-1a, with a last mix so that neighbouring keys start far apart. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let position = 0; position < text.length; position += 1) {
    value = Math.imul(value ^ text.charCodeAt(position), 0x01000193);
  }
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  return (value ^ (value >>> 13)) >>> 0;
}
