import { existsSync, writeFileSync } from 'node:fs';
import { DEFAULT_CONFIG_FILE, DEFAULT_SYSTEM_ID, parseConfigText } from '../../config/load';
import { variable, type Environment } from '../../config/environment';
import type { Chart } from '../../erp/adapter';
import { adapterSetUp, BUILT_IN_ADAPTERS } from '../../init/adapters';
import { CHANGE_ME, configText, type FirstConfiguration } from '../../init/config-text';
import type { Answer, Asker } from '../asker';
import { chooseMapping } from '../choose-mapping';
import { CommandError } from '../command-error';
import { EXIT, type ExitCode } from '../exit-codes';
import { readChart } from '../read-chart';
import type { Terminal } from '../terminal';

export interface InitOptions {
  readonly environment: Environment;
  readonly terminal: Terminal;
  readonly asker: Asker;
  /** Where the configuration goes. */
  readonly file: string | undefined;
  /** Writes over a file that is there. */
  readonly force: boolean;
  /** What flags have answered already, by name. */
  readonly given: Readonly<Record<string, string | undefined>>;
}

/** Asks its way to a first configuration, with accounts and VAT codes read from the ERP, and writes it. */
export async function init(options: InitOptions): Promise<ExitCode> {
  const { file = DEFAULT_CONFIG_FILE, force, terminal, asker } = options;
  if (existsSync(file) && !force) {
    throw new CommandError(`${file} is there already; --force writes over it, --config names another one`);
  }
  const basics = await askBasics(options);
  const chart = await chartOf(options, basics, file);
  const mapping = basics.setUp.mapped ? await chooseMapping(asker, chart, basics.country) : undefined;
  const text = configText({ ...basics, mapping });
  // What is written can be read: an answer that does not fit is told now, not at the next start.
  parseConfigText(text, file);
  write(file, text, force);
  const variables = [
    'TRAEDE_ACCESS_TOKEN',
    'TRAEDE_APP_KEY',
    ...basics.setUp.secrets.map(({ variable: name }) => name),
  ];
  const result = {
    file,
    unset: variables.filter((name) => variable(options.environment, name) === undefined),
    toFillIn: text.split('\n').filter((line) => line.includes(CHANGE_ME)).length,
    unconfirmed: text.split('\n').filter((line) => line.includes('PROPOSED, nobody')).length,
    chartRead: chart !== undefined,
  };
  terminal.result(result, () => print(result));
  return EXIT.ok;
}

type Basics = Omit<FirstConfiguration, 'mapping'>;

async function askBasics(options: InitOptions): Promise<Basics> {
  const { given, environment } = options;
  const names = Object.keys(BUILT_IN_ADAPTERS).join(', ');
  const { value: systemId } = await answer(options, given['system'], {
    text: "Name of the system, as TRAEDE's system_id (stands in every reference; never to be changed)",
    usual: variable(environment, 'TRAEDE_SYSTEM_ID') ?? DEFAULT_SYSTEM_ID,
    refuse: (text) => (/^[A-Za-z0-9_.-]+$/.test(text) ? undefined : 'letters, digits, _ . - only'),
  });
  const { value: country } = await answer(options, given['country'], {
    text: 'Country of the brand (two letters): what is domestic',
    usual: 'DK',
    refuse: (text) => (/^[A-Z]{2}$/.test(text) ? undefined : 'two capital letters, e.g. DK'),
  });
  const { value: timeZone } = await answer(options, given['timeZone'], {
    text: 'Time zone in which the days of the books are counted',
    usual: 'Europe/Copenhagen',
  });
  const { value: adapter } = await answer(options, given['erp'], {
    text: `ERP: ${names}, or ./path/of-your-own.ts`,
    usual: 'ledger',
  });
  const setUp = adapterSetUp(adapter);
  const erp: Record<string, string> = {};
  for (const { key, question, usual, optional } of setUp.questions) {
    const { value } = await answer(options, given[key], { text: question, usual, optional });
    if (value !== '') erp[key] = value;
  }
  return { systemId, country, timeZone, adapter, setUp, erp };
}

/** A flag has answered it, or somebody is asked. */
async function answer(
  { asker }: InitOptions,
  flag: string | undefined,
  question: Parameters<Asker['ask']>[0],
): Promise<Answer> {
  if (flag === undefined) return asker.ask(question);
  const why = question.refuse?.(flag);
  if (why !== undefined) throw new CommandError(`"${flag}" cannot be: ${why}`);
  return { value: flag, confirmed: true };
}

/** What the ERP's books hold; `undefined`, with the reason told, where they cannot be read now. */
async function chartOf(options: InitOptions, basics: Basics, file: string): Promise<Chart | undefined> {
  if (!basics.setUp.mapped) return undefined;
  const read = await readChart(configText({ ...basics, mapping: undefined }), file, options);
  if ('chart' in read) return read.chart;
  options.terminal.say(
    `The ERP's accounts and VAT codes could not be read: ${read.because}. They are left to be filled in (${CHANGE_ME}).`,
  );
  return undefined;
}

function write(file: string, text: string, force: boolean): void {
  try {
    writeFileSync(file, text, { flag: force ? 'w' : 'wx' });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason';
    throw new CommandError(`${file} could not be written (${code}); --config names another one`);
  }
}

function print({
  file,
  unset,
  toFillIn,
  unconfirmed,
}: {
  readonly file: string;
  readonly unset: readonly string[];
  readonly toFillIn: number;
  readonly unconfirmed: number;
}): string {
  const steps = [
    ...(toFillIn === 0 ? [] : [`fill in what says ${CHANGE_ME} (${toFillIn} lines)`]),
    ...(unconfirmed === 0 ? [] : [`look at what was PROPOSED and nobody confirmed (${unconfirmed} lines)`]),
    ...(unset.length === 0 ? [] : [`set ${unset.join(', ')}`]),
    'traede-sync doctor           looks whether everything is right',
    'traede-sync sync --dry-run   says what would be posted, and posts nothing',
  ];
  return [`${file} is written. Next:`, ...steps.map((step, index) => `  ${index + 1}. ${step}`)].join('\n');
}
