import { CommanderError, type Command } from 'commander';
import { buildProgram } from '../../src/cli/program';

/** How pages write what a reader is to choose, and what it stands for when the command line is asked. */
const CHOICES: readonly (readonly [RegExp, string])[] = [
  [/<type>|\[type\]|\bTYPE\b/g, 'invoice'],
  [/[[\]]/g, ''],
  // Options listed, without their values.
  [/(--type|--limit|--problem|--system|--interval)(?= --|$)/g, ''],
  [/<id>|\bID\b/g, '1042'],
  [/\bCODE\b/g, 'tax-code-missing'],
  [/\b(DAY|DATE)\b/g, '2026-01-01'],
  [/<name>|\b(NAME|FILE|DIR)\b/g, 'name'],
];

/** A group of commands alone shows what there is; and a sentence may name a command without what it needs. */
const NO_COMPLAINT = [
  'commander.help',
  'commander.helpDisplayed',
  'commander.missingArgument',
  'commander.missingMandatoryOptionValue',
];

/**
 * What the product's own command line says against a command that a page names; undefined where it would take it.
 * Nothing is carried out.
 */
export function complaintAbout(command: string): string | undefined {
  const written = CHOICES.reduce((text, [choice, value]) => text.replaceAll(choice, value), command);
  const [, ...words] = wordsOf(written.replace(/^npx /, ''));
  const said: string[] = [];
  const program = buildProgram('1.0.0', () => undefined);
  for (const each of withItsCommands(program)) {
    each
      .exitOverride()
      .configureOutput({ writeOut: () => undefined, writeErr: (text) => said.push(text) })
      .showHelpAfterError(false);
    if (each !== program) each.action(() => undefined);
  }
  try {
    program.parse(words, { from: 'user' });
    return undefined;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return NO_COMPLAINT.includes(error.code) ? undefined : error.message;
  }
}

function withItsCommands(command: Command): readonly Command[] {
  return [command, ...command.commands.flatMap(withItsCommands)];
}

/** As a shell parts them; what follows the command (a pipe, a redirection, a second one) is not its own. */
function wordsOf(command: string): readonly string[] {
  const [own = ''] = command.split(/\s(?:[|<>]|&&|\|\||2>)/);
  return [...own.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(
    ([, double, single, bare]) => double ?? single ?? bare ?? '',
  );
}
