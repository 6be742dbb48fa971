import { FATAL_FAILURES, OUTAGE_FAILURES } from '../../src/failure-types';
import { PROBLEM_CODES } from '../../src/problem';
import { anchorsOf } from './links';
import { readPage } from './pages';
import { sectionsOf } from './tables';

const PAGE = readPage('docs/problems.md').text;
const CODED = [...sectionsOf(PAGE)].flatMap(([heading, text]) => {
  const code = /^`([a-z-]+)`$/.exec(heading)?.[1];
  return code === undefined ? [] : [{ code, text }];
});

describe('docs/problems.md', () => {
  it('has an entry for each problem code, and none besides', () => {
    expect(CODED.map(({ code }) => code).toSorted()).toEqual([...PROBLEM_CODES].toSorted());
  });

  it.each(CODED)('$code: what you see, why, and what to do', ({ text }) => {
    expect(text).toMatch(/\*\*You see:\*\* \S[^]*\*\*Why:\*\* \S[^]*\*\*What to do:\*\* \S/);
  });

  it('can be linked to by code', () => {
    const anchors = anchorsOf(PAGE);
    expect(PROBLEM_CODES.filter((code) => !anchors.has(code))).toEqual([]);
  });

  it('names every failure of a run', () => {
    expect([...OUTAGE_FAILURES, ...FATAL_FAILURES].filter((type) => !PAGE.includes(`\`${type}\``))).toEqual(
      [],
    );
  });
});
