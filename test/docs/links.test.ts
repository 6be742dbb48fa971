import { existsSync, statSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { anchorsOf, relativeLinks } from './links';
import { allPages, CLONE, readPage } from './pages';

const PAGES = allPages();

/** A link's file, from the root of the clone, and its anchor. */
function targetOf(
  page: string,
  link: string,
): { readonly file: string; readonly anchor: string | undefined } {
  const [path = '', anchor] = link.split('#');
  return { file: path === '' ? page : normalize(join(dirname(page), decodeURIComponent(path))), anchor };
}

describe('links', () => {
  it.each(PAGES)('of $file lead to what is there', ({ file, text }) => {
    const dead = relativeLinks(text).filter((link) => {
      const target = targetOf(file, link);
      if (!existsSync(join(CLONE, target.file))) return true;
      if (target.anchor === undefined || !target.file.endsWith('.md')) return false;
      return !anchorsOf(readPage(target.file).text).has(target.anchor);
    });
    expect(dead).toEqual([]);
  });

  it('lead from the README to every page', () => {
    const reached = new Set(['README.md']);
    for (const file of reached) {
      for (const link of relativeLinks(readPage(file).text)) {
        const target = targetOf(file, link).file;
        const isPage = target.endsWith('.md') && existsSync(join(CLONE, target));
        if (isPage && statSync(join(CLONE, target)).isFile()) reached.add(target);
      }
    }
    expect(PAGES.map(({ file }) => file).filter((file) => !reached.has(file))).toEqual([]);
  });
});
