import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { complaintAbout } from './command-line';
import { inlineCode } from './commands';
import { allPages, CLONE } from './pages';

const { scripts } = z
  .object({ scripts: z.record(z.string(), z.string()) })
  .parse(JSON.parse(readFileSync(join(CLONE, 'package.json'), 'utf8')));

const PRODUCT = /^(npx )?(traede-sync|traede-erp-sync)( |$)/;
const SCRIPT = /\bnpm (?:run )?([\w:]+)/g;
/** npm's own, which need no script. */
const OF_NPM = ['ci', 'install', 'i', 'pack', 'rebuild', 'audit', 'run'];

describe.each(allPages())('what $file names in a sentence or a table', ({ file, text }) => {
  const code = inlineCode(text);

  it("are the product's own commands and flags", () => {
    const wrong = code
      .filter((each) => PRODUCT.test(each))
      .flatMap((each) => {
        const complaint = complaintAbout(each);
        return complaint === undefined ? [] : [`${each}: ${complaint}`];
      });
    expect(wrong).toEqual([]);
  });

  it("are package.json's scripts", () => {
    // Scripts of bench/ are those of its own package.json.
    const known = [...Object.keys(scripts), ...OF_NPM, ...(file === 'CONTRIBUTING.md' ? ['lint'] : [])];
    const named = code.flatMap((each) => [...each.matchAll(SCRIPT)].map(([, name = '']) => name));
    expect(named.filter((name) => !known.includes(name))).toEqual([]);
  });
});

it('would notice a command or a flag that is not there', () => {
  expect(complaintAbout('traede-sync attend')).toMatch(/unknown command/);
  expect(complaintAbout('traede-sync status --colour')).toMatch(/unknown option/);
  expect(complaintAbout('traede-sync resync receipt 1042')).toMatch(/receipt/);
  expect(complaintAbout('traede-sync resync invoice')).toBeUndefined();
});
