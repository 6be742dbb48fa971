import { execFileSync } from 'node:child_process';
import { startWebhookServer, type WebhookServer } from '../notifications/webhook-server';
import { shellBlocks } from './commands';
import { BY_BEGINNING, BY_COMMAND, handlingOf, PAGES_FOLLOWED_ELSEWHERE } from './handling';
import { allPages } from './pages';
import { faultsOf } from './proof';
import { openWorld, type World } from './world';

/** A start, or one command of the slower ones. */
const TIMEOUT_MS = 300_000;

const PAGES = allPages().filter(({ file }) => !(file in PAGES_FOLLOWED_ELSEWHERE));
const BLOCKS = PAGES.flatMap(({ file, text }) =>
  shellBlocks(text).map((block) => ({ ...block, title: `${file}:${block.line}` })),
);
const COMMANDS = BLOCKS.flatMap(({ commands }) => commands);

describe('the commands of the docs', () => {
  let world: World;
  let hook: WebhookServer;
  beforeAll(async () => {
    hook = await startWebhookServer();
    world = await openWorld(hook.url);
  }, TIMEOUT_MS);
  afterAll(async () => {
    await world.close();
    await hook.stop();
  }, TIMEOUT_MS);

  // Block after block, in the order of the pages: a later one may build on an earlier one.
  // What several pages name is executed once.
  const executed = new Set<string>();
  it.each(BLOCKS)(
    '$title do what they say',
    async ({ commands }) => {
      const exports: string[] = [];
      for (const command of commands) {
        const how = handlingOf(command);
        if (how?.kind !== 'run') continue;
        if (command.startsWith('export ')) exports.push(command);
        const typedIn = [...exports, command].join('\n');
        if (executed.has(typedIn)) continue;
        executed.add(typedIn);
        const { code, output } = await world.execute(command, how, exports);
        const right = how.exitCodes ?? [0];
        // With its output, as nobody could say otherwise what went wrong.
        if (!right.includes(code)) throw new Error(`\`${command}\` ended with ${code}:\n${output}`);
      }
    },
    TIMEOUT_MS,
  );
});

describe('every command', () => {
  it('is executed here, or named with what checks it instead', () => {
    expect(COMMANDS.filter((command) => handlingOf(command) === undefined)).toEqual([]);
  });

  it('is written as a shell reads it', () => {
    for (const command of COMMANDS) execFileSync('bash', ['-n', '-c', command], { stdio: 'pipe' });
  });

  it('that is not executed here is checked by what is named for it', () => {
    const faults = COMMANDS.flatMap((command) => {
      const how = handlingOf(command);
      if (how?.kind !== 'elsewhere') return [];
      return faultsOf(command, how.proof).map((fault) => `${command}: ${fault}`);
    });
    expect(faults).toEqual([]);
  });

  it('that is handled by name stands in a page', () => {
    const unused = Object.keys(BY_COMMAND).filter((command) => !COMMANDS.includes(command));
    const unbegun = BY_BEGINNING.filter(
      ([beginning]) => !COMMANDS.some((each) => each.startsWith(beginning)),
    );
    expect([...unused, ...unbegun.map(([beginning]) => beginning)]).toEqual([]);
  });
});

it('a command that nobody has thought of is found', () => {
  expect(handlingOf('rm -rf /')).toBeUndefined();
  expect(faultsOf('docker compose --profile nowhere up', { compose: true })).toEqual(['no profile nowhere']);
  expect(
    faultsOf('npm run test:faults -- --storms 3', { script: 'test:faults', flagsIn: ['test/faults/run.js'] }),
  ).toEqual(['--storms is unknown']);
});
