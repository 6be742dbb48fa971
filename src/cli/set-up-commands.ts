import type { Command } from 'commander';
import { processEnvironment } from '../config/environment';
import { askPerson, takeProposals } from './asker';
import { doctor } from './commands/doctor';
import { init } from './commands/init';
import { command, example, type CommonFlags, type Finish } from './flags';
import { openTerminal } from './terminal';

/** The commands for before the first posting: doctor, init. */
export function addSetUpCommands(program: Command, finish: Finish): void {
  addDoctor(program, finish);
  addInit(program, finish);
}

function addDoctor(program: Command, finish: Finish): void {
  command(
    program,
    'doctor',
    'look at everything that a sync needs: passed or failed, with what to do; changes nothing',
  )
    .addHelpText('after', example('traede-sync doctor', 'traede-sync doctor --json'))
    .action(async ({ config, data, json }: CommonFlags) => {
      finish(
        await doctor({
          environment: processEnvironment(),
          configFile: config,
          data,
          terminal: openTerminal({ json: json === true }),
        }),
      );
    });
}

/** What flags can answer before it is asked. */
interface InitFlags extends CommonFlags {
  readonly yes?: true;
  readonly force?: true;
  readonly system?: string;
  readonly country?: string;
  readonly timeZone?: string;
  readonly erp?: string;
  readonly url?: string;
  readonly database?: string;
  readonly user?: string;
  readonly company?: string;
  readonly series?: string;
  readonly api?: string;
}

function addInit(program: Command, finish: Finish): void {
  command(
    program,
    'init',
    'ask the way to a first sync.config.yaml, with accounts and VAT codes read from the ERP; secrets are never written',
  )
    .option(
      '--yes',
      'take what is usual or proposed without asking; what nobody confirmed is marked in the file',
    )
    .option('--force', 'write over a configuration that is there')
    .option('--system <id>', "TRAEDE's system_id")
    .option('--country <code>', 'country of the brand, e.g. DK')
    .option('--time-zone <name>', 'e.g. Europe/Copenhagen')
    .option('--erp <adapter>', 'ledger, tryton, odoo, http, or ./path/of-your-own.ts')
    .option('--url <address>', 'address of the ERP')
    .option('--database <name>', 'database of the ERP')
    .option('--user <login>', 'user of the ERP')
    .option('--company <name>', 'company in the ERP')
    .option('--series <number>', 'of Tryton: 6.0 or 8.2')
    .option('--api <name>', 'of Odoo: json-2 or json-rpc')
    .addHelpText(
      'after',
      example(
        'traede-sync init',
        'TRYTON_PASSWORD=… traede-sync init --erp tryton --url https://… --database books --user traede --yes',
      ),
    )
    .action(async ({ config, json, yes, force, ...given }: InitFlags) => {
      const asker = yes === true ? takeProposals() : askPerson(process.stdin, process.stderr);
      try {
        finish(
          await init({
            environment: processEnvironment(),
            terminal: openTerminal({ json: json === true }),
            asker,
            file: config,
            force: force === true,
            given: { ...given },
          }),
        );
      } finally {
        asker.close();
      }
    });
}
