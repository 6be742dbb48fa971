import { fencedBlocks, inlineCode, shellBlocks } from './commands';
import { anchorsOf, relativeLinks } from './links';
import { sectionsOf, tableOf } from './tables';

const PAGE = `# A page

Say \`traede-sync status\`, or [read on](other.md#the-end) and [there](https://example.com).

\`\`\`sh
npm ci             # installs
echo "# no comment" && echo a#b   # a comment

docker run \\
  image
\`\`\`

- in a list:

  \`\`\`sh fails
  false
  \`\`\`

\`\`\`
$ traede-sync attention
what it prints $ not typed in
\`\`\`

\`\`\`
traede-sync: what it says is no command
docker compose up -d
\`\`\`

\`\`\`yaml
# [no link](nowhere.md), no \`code\`, # no comment
\`\`\`

## What \`it\` does, twice

| a | b |
| - | - |
| 1 | \`2\` |

## What \`it\` does, twice
`;

describe('how pages are read', () => {
  it('commands are all lines of a shell, and what a terminal shows as typed in', () => {
    expect(shellBlocks(PAGE)).toEqual([
      { line: 5, info: '', commands: ['npm ci', 'echo "# no comment" && echo a#b', 'docker run image'] },
      { line: 15, info: 'fails', commands: ['false'] },
      { line: 19, info: '', commands: ['traede-sync attention'] },
      { line: 24, info: '', commands: ['docker compose up -d'] },
    ]);
    expect(fencedBlocks(PAGE)).toHaveLength(5);
  });

  it('code and links of the text are told from what stands in blocks', () => {
    expect(inlineCode(PAGE)).toEqual(['traede-sync status', 'it', '2', 'it']);
    expect(relativeLinks(PAGE)).toEqual(['other.md#the-end']);
  });

  it('headings have anchors as GitHub makes them, and sections with tables', () => {
    expect([...anchorsOf(PAGE)]).toEqual(['a-page', 'what-it-does-twice', 'what-it-does-twice-1']);
    expect(tableOf(sectionsOf('# x\n\n| a |\n| - |\n| `1` |\n').get('x') ?? '')).toEqual([['1']]);
  });
});
