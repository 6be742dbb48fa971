import type { Command } from 'commander';
import { buildProgram } from '../../src/cli/program';

function all(command: Command, names: readonly string[] = []): readonly { name: string; command: Command }[] {
  return command.commands.flatMap((one) => {
    const path = [...names, one.name()];
    return [{ name: path.join(' '), command: one }, ...all(one, path)];
  });
}

function helpOf(command: Command): string {
  let text = '';
  command.configureOutput({ writeOut: (part) => (text += part), writeErr: (part) => (text += part) });
  command.outputHelp();
  return text;
}

describe('--help', () => {
  const program = buildProgram('1.0.0', () => undefined);
  const commands = all(program);

  it('knows the commands of the whole day', () => {
    expect(commands.map(({ name }) => name)).toEqual(
      expect.arrayContaining([
        'up',
        'sync',
        'status',
        'runs',
        'watch',
        'diagnose',
        'attention retry',
        'document show',
      ]),
    );
  });

  it.each(commands.map(({ name, command }) => [name, command] as const))(
    '%s has an example of itself, and says what it does',
    (name, command) => {
      const help = helpOf(command);
      const [, examples = ''] = /Examples?:\n([^]*)$/.exec(help) ?? [];
      expect(examples).toContain(`traede-sync ${name}`);
      expect(command.description()).not.toBe('');
      for (const { description, hidden } of command.options) expect(hidden || description !== '').toBe(true);
    },
  );

  it('of the program documents the exit codes', () => {
    expect(helpOf(program)).toMatch(/Exit codes:\n {2}0 .*\n {2}1 .*\n {2}2 .*\n {2}130 /);
  });
});
