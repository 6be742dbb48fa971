import type { Command } from 'commander';
import { processEnvironment } from '../config/environment';
import { doctor } from './commands/doctor';
import { command, example, type CommonFlags, type Finish } from './flags';
import { openTerminal } from './terminal';

/** The commands for before the first posting: doctor, init. */
export function addSetUpCommands(program: Command, finish: Finish): void {
  addDoctor(program, finish);
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
