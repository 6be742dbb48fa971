/** What is done with a command of a page. */
export type Handling =
  /** It is executed, in one of the prepared folders. */
  | {
      readonly kind: 'run';
      /** `running`: an `up` works there, and documents wait. `empty`: nothing is there. `clone`: deploy/ of a clone. */
      readonly world: 'running' | 'empty' | 'clone';
      /** Exit codes that are right; default 0. */
      readonly exitCodes?: readonly number[];
      /** What is executed instead of it, or before it, and why. */
      readonly instead?: string;
      readonly before?: string;
      readonly because?: string;
      /** It stays: Ctrl-C follows when it has said this, and ends it well. */
      readonly until?: RegExp;
    }
  /** It cannot be executed here. */
  | { readonly kind: 'elsewhere'; readonly reason: string; readonly proof: Proof };

/** What checks a command that is not executed here. */
export type Proof =
  /** A file of the clone that executes it or what stands behind it; it must be there, and hold these words. */
  | { readonly file: string; readonly holds?: string }
  /** A script of package.json; the command's flags must stand in one of its files. */
  | { readonly script: string; readonly flagsIn?: readonly string[] }
  /** docker-compose.yml: services, profiles, files and the product's own command in a container are there. */
  | { readonly compose: true }
  /** deploy/kubernetes: manifests, workloads and the product's own command in a container are there. */
  | { readonly kubernetes: true };

const inWorld = (
  world: 'running' | 'empty' | 'clone',
  more: Omit<Extract<Handling, { kind: 'run' }>, 'kind' | 'world'> = {},
): Handling => ({ kind: 'run', world, ...more });

const elsewhere = (reason: string, proof: Proof): Handling => ({ kind: 'elsewhere', reason, proof });

const FAULTS: Proof = { script: 'test:faults', flagsIn: ['test/faults/run.js'] };
const ERP: Proof = { script: 'test:erp', flagsIn: ['test/erp/run.js', 'test/erp/suite/settings.ts'] };
const BENCH: Proof = { script: 'bench', flagsIn: ['bench/src/arguments.ts'] };

/** Somebody is asked first: here nobody can answer. */
const NOBODY_ASKED = 'asks first, and nobody can answer here';

/**
 * Commands that are handled by name. All others of the product are executed beside a running `up`, and must end with 0.
 * A command of any other program must be listed, here or in {@link BY_BEGINNING}.
 */
export const BY_COMMAND: Readonly<Record<string, Handling>> = {
  'npm ci && npm start -- --once': inWorld('empty', {
    instead: 'npm start --prefix "$CLONE" -- --once --data "$PWD/started"',
    because: '.ci/run has done `npm ci`, and the data folder is not to be the clone’s own',
  }),
  'npm start -- --once': inWorld('empty', {
    instead: 'npm start --prefix "$CLONE" -- --once --data "$PWD/started"',
    because: 'the data folder is not to be the clone’s own',
  }),
  'npm ci && npm test': elsewhere('it is what runs this test', {
    file: '.ci/run',
    holds: 'npm ci\nnpm test',
  }),
  'npm ci': elsewhere('it would replace what this test runs on', { file: '.ci/run', holds: 'npm ci' }),
  'npm test': elsewhere('it is what runs this test', { file: '.ci/run', holds: 'npm test' }),
  'npm install ./traede-erp-sync-0.1.0.tgz': elsewhere('done there, on three versions of Node', {
    file: 'test/package/package.test.ts',
    holds: 'npm install ./traede-erp-sync-',
  }),
  'npx traede-erp-sync up --once': inWorld('empty'),
  'npx traede-sync up --once': inWorld('empty'),
  // npx has a code of its own for Ctrl-C.
  'npx traede-sync up': inWorld('empty', { until: /Ctrl-C ends it/, exitCodes: [0, 130] }),
  'traede-sync attention': inWorld('running', { exitCodes: [2] }),
  'traede-sync attention retry --problem tax-code-missing --by Kim': inWorld('running', { exitCodes: [2] }),
  'traede-sync sync invoice': inWorld('running', { exitCodes: [0, 2] }),
  'traede-sync sync --dry-run': inWorld('running', { exitCodes: [0, 2] }),
  'traede-sync sync --dry-run invoice': inWorld('running', { exitCodes: [0, 2] }),
  'traede-sync sync --dry-run --show invoice 1042': inWorld('running', { exitCodes: [0, 2] }),
  'traede-sync reconcile --from 2026-01-01 --to 2026-01-31 --html january.html --csv january.csv': inWorld(
    'running',
    { exitCodes: [0, 2] },
  ),
  'traede-sync adopt --from 2026-01-01 --dry-run --csv doubts.csv': inWorld('running'),
  'traede-sync adopt --from 2026-01-01': inWorld('running', {
    instead: 'traede-sync adopt --from 2026-01-01 --yes',
    because: NOBODY_ASKED,
  }),
  'traede-sync adopt --list 7': inWorld('running', {
    instead: 'traede-sync adopt --list 2',
    because: 'the two before it were the first ones',
  }),
  'traede-sync backfill --from 2026-06-29 --dry-run': inWorld('running', { exitCodes: [0, 2] }),
  'traede-sync backfill --from 2026-06-29': inWorld('running', {
    instead: 'traede-sync backfill --from 2026-06-29 --yes',
    because: NOBODY_ASKED,
    exitCodes: [0, 2],
  }),
  'traede-sync init': inWorld('empty', { instead: 'traede-sync init --yes --force', because: NOBODY_ASKED }),
  'traede-sync init --erp tryton --url https://tryton.example --database books --user traede': inWorld(
    'empty',
    {
      instead:
        'traede-sync init --erp tryton --url http://127.0.0.1:1 --database books --user traede --yes --config tryton.yaml',
      because: 'that server is nobody’s; test/cli/init-tryton.test.ts reads a real one',
    },
  ),
  'traede-sync completion zsh > "${fpath[1]}/_traede-sync"': inWorld('running', { before: 'fpath=(- .)' }),
  'traede-sync completion fish > ~/.config/fish/completions/traede-sync.fish': inWorld('running', {
    before: 'export HOME=$PWD; mkdir -p ~/.config/fish/completions',
  }),
  'traede-sync worker --metrics-address 127.0.0.1:9464': inWorld('running', {
    instead: 'traede-sync worker --metrics-address 127.0.0.1:$FREE_PORT',
    because: 'that port may be taken here',
    until: /worker is up/,
  }),
  'traede-sync worker --system beta-books': inWorld('running', {
    instead: 'traede-sync worker --system my-erp',
    because: 'that is the system here',
    until: /worker is up/,
  }),
  'traede-sync health --system beta-books': inWorld('running', {
    instead: 'traede-sync health --system my-erp',
    because: 'that is the system here',
  }),
  'traede-sync backfill --from 2026-01-01': inWorld('running', {
    instead: 'traede-sync backfill --from 2026-01-01 --yes',
    because: NOBODY_ASKED,
    exitCodes: [0, 2],
  }),
  'echo "2026-11:$(openssl rand -base64 32)" > codec-keys': inWorld('running'),
  'traede-sync codec-server --ui-origin https://cloud.temporal.io': inWorld('running', {
    before: 'export TRAEDE_SYNC_CODEC_KEYS_FILE=$PWD/codec-keys',
    until: /the codec server answers/,
  }),
  'traede-sync doctor': inWorld('running', { exitCodes: [0, 2] }),
  'traede-sync resync invoice 1042': inWorld('running', { exitCodes: [2] }),
  'traede-sync report': inWorld('running', { exitCodes: [0, 2] }),
  'traede-sync reconcile --from 2026-11-01 --to 2026-11-30 --mend': inWorld('running', { exitCodes: [0, 2] }),
  'deploy/make-secrets.sh': inWorld('clone'),
  'echo TRAEDE_SYSTEM_ID=my-erp >> .env': inWorld('clone'),
  'mkdir -p config': inWorld('clone'),
  'npm run dashboards': elsewhere('would change the clone; a test compares what it makes', {
    file: 'test/monitoring/files.test.ts',
    holds: 'monitoringFiles',
  }),
  'npx jest test/traede': elsewhere('part of `npm test`', { file: 'test/traede/client.test.ts' }),
  'npx jest test/docs': elsewhere('this test', { file: 'test/docs/commands.test.ts' }),
  'npx jest test/package': elsewhere('part of `npm test`', { file: 'test/package/package.test.ts' }),
};

const WORKERS_APART = elsewhere('wants a configuration with several systems', {
  file: 'test/systems/workers-apart.test.ts',
  holds: "'--system', 'beta'",
});

/** Commands that take minutes or hours, or programs that are not here; by their first words. */
export const BY_BEGINNING: readonly (readonly [string, Handling])[] = [
  ['docker compose', elsewhere('no container engine is here', { compose: true })],
  ['kubectl', elsewhere('no cluster is here', { kubernetes: true })],
  [
    'temporal worker deployment',
    elsewhere('wants a worker with a version, and another beside it', {
      file: 'test/systems/versions.test.ts',
    }),
  ],
  [
    'pg_dump',
    elsewhere('done there, in mid-run, and restored', {
      file: 'test/systems/backup.test.ts',
      holds: 'pg_dump',
    }),
  ],
  ['pg_restore', elsewhere('done there', { file: 'test/systems/backup.test.ts', holds: 'pg_restore' })],
  ['npm run test:faults', elsewhere('takes up to hours; npm test runs its short version', FAULTS)],
  ['npm run test:erp', elsewhere('sets up a real ERP, for minutes', ERP)],
  [
    'npm run erp:up',
    elsewhere('sets up a real ERP, for minutes', { script: 'erp:up', flagsIn: ['test/erp/up.ts'] }),
  ],
  ['npm run bench:flat', elsewhere('measures for an hour', { script: 'bench:flat' })],
  ['npm run bench:reactions', elsewhere('measures for minutes', { script: 'bench:reactions' })],
  ['npm run bench:scale', elsewhere('measures for minutes', { script: 'bench:scale' })],
  ['npm run bench', elsewhere('measures for two hours', BENCH)],
  ['npm run test:topology', elsewhere('builds Temporal’s server', { script: 'test:topology' })],
  [
    'npm run topology',
    elsewhere('builds Temporal’s server; npm run test:topology runs it', {
      script: 'topology',
      flagsIn: ['test/topology/run.js', 'test/topology/up.ts'],
    }),
  ],
  ['npm run compose:check', elsewhere('builds Docker Compose', { script: 'compose:check' })],
  [
    'npm run dashboards',
    elsewhere('writes into the clone; test/monitoring holds what it writes up to date', {
      script: 'dashboards',
    }),
  ],
  ['npm run histories:record', elsewhere('would change the clone', { script: 'histories:record' })],
  ['npm run build', elsewhere('done before, by pretest', { script: 'build' })],
  ['traede-sync worker --system', WORKERS_APART],
  ['traede-sync health --system', WORKERS_APART],
  [
    'temporal worker deployment set-current-version',
    elsewhere('wants versioned workers', {
      file: 'test/systems/versions.test.ts',
      holds: "'set-current-version'",
    }),
  ],
  [
    'temporal worker deployment set-ramping-version',
    elsewhere('wants versioned workers', {
      file: 'test/systems/versions.test.ts',
      holds: "'set-ramping-version'",
    }),
  ],
  [
    'temporal worker deployment describe-version',
    elsewhere('wants versioned workers', {
      file: 'test/systems/versions.test.ts',
      holds: "'describe-version'",
    }),
  ],
  [
    'pg_dump',
    elsewhere('wants a PostgreSQL with its tools', {
      file: 'test/systems/backup.test.ts',
      holds: "'--schema=delivery'",
    }),
  ],
  [
    'pg_restore',
    elsewhere('wants a PostgreSQL with its tools', {
      file: 'test/systems/backup.test.ts',
      holds: "'--if-exists'",
    }),
  ],
];

/** Pages that another test follows word for word. */
export const PAGES_FOLLOWED_ELSEWHERE: Readonly<Record<string, string>> = {
  'docs/writing-an-adapter.md': 'test/adapter-testing/tutorial.test.ts',
};

const OF_THE_PRODUCT = /^(npx )?traede-(erp-)?sync /;
const SHELL_WORDS = /^(export|source|cd) /;

/** How a command is handled; undefined for one that nobody has thought of. */
export function handlingOf(command: string): Handling | undefined {
  const named = BY_COMMAND[command];
  if (named !== undefined) return named;
  const begun = BY_BEGINNING.find(
    ([beginning]) => command === beginning || command.startsWith(`${beginning} `),
  );
  if (begun !== undefined) return begun[1];
  return OF_THE_PRODUCT.test(command) || SHELL_WORDS.test(command) ? inWorld('running') : undefined;
}
