import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { secretsOf } from '../../src/cli/diagnosis/confidential';
import { everyValue, variable, type Environment } from '../../src/config/environment';
import { ConfigError } from '../../src/config/errors';
import { loadConfig } from '../../src/config/load';
import { MAX_OUTPUT_BYTES, runSecretCommand } from '../../src/config/secret-command';

const path = process.env['PATH'];

describe('variables and their commands', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'secret-command-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });
  const read = (command: string, more: Environment = {}): string | undefined =>
    variable({ PATH: path, ...more, A_COMMAND: command }, 'A');

  it('takes what the command writes, without the line break at its end', () => {
    expect(read('printf secret-token\\r\\n')).toBe('secret-token');
    expect(read('echo "two  words" and \'one\'"more"')).toBe('two  words and onemore');
  });

  it('has no shell read it, unless one is asked for; it sees the environment', () => {
    expect(read('echo $STORE; `id` | cat > x', { STORE: 'vault' })).toBe('$STORE; `id` | cat > x');
    expect(read(`sh -c 'echo "$STORE" | tr a-z A-Z'`, { STORE: 'vault' })).toBe('VAULT');
  });

  it('runs it once, however often the value is asked for', () => {
    const log = join(folder, 'log');
    const program = join(folder, 'program.sh');
    writeFileSync(program, `echo called >> ${log}\necho canary-secret\n`);
    const environment = { PATH: path, A_COMMAND: `sh ${program}` };
    for (let time = 0; time < 3; time += 1) expect(variable(environment, 'A')).toBe('canary-secret');
    expect(everyValue(environment, 'A')).toEqual(['canary-secret']);
    expect(readFileSync(log, 'utf8')).toBe('called\n');
  });

  it.each([
    ['fails', "sh -c 'echo canary; echo canary >&2; exit 3'", 'ended with 3'],
    ['is killed', "sh -c 'echo canary; kill -9 $$'", 'ended with SIGKILL'],
    ['writes nothing', 'true canary', 'wrote nothing'],
    ['writes blanks only', "printf ' \\n'", 'wrote nothing'],
    ['is not there', '/nowhere/canary', 'names a program that is not there'],
    ['may not be run', '/dev/null canary', 'names a program that must not be run'],
    ['writes far too much', `sh -c 'head -c ${MAX_OUTPUT_BYTES * 2} /dev/zero'`, 'wrote more than'],
    ['has a quote without an end', 'echo "canary', 'is no command'],
    ['is an empty word', '"" canary', 'is no command'],
  ])('that %s is told by name, without a word of it or of its output', (_what, command, why) => {
    const reading = (): unknown => read(command);
    expect(reading).toThrow(ConfigError);
    expect(reading).toThrow(`the command in A_COMMAND ${why}`);
    expect(reading).not.toThrow(/canary/);
  });

  it('that does not end is ended', () => {
    const startedAt = Date.now();
    const outcome = runSecretCommand('sleep 300', { PATH: path }, 300);
    expect(outcome).toEqual({ kind: 'failed', why: 'did not end within 0.3 s' });
    expect(Date.now() - startedAt).toBeLessThan(60_000);
  });

  it('refuses two sources of one value, and quotes neither', () => {
    for (const other of ['A', 'A_FILE']) {
      const reading = (): unknown => read('echo canary-1', { [other]: 'canary-2' });
      expect(reading).toThrow(`both ${other} and A_COMMAND are set`);
      expect(reading).not.toThrow(/canary/);
    }
    expect(read(' ', { A: 'direct' })).toBe('direct');
  });

  it('reads TRAEDE and an ERP from commands, and finds what must not be told', () => {
    const usable = {
      PATH: path,
      TRAEDE_ACCESS_TOKEN_COMMAND: 'echo token-of-the-command',
      TRAEDE_APP_KEY_COMMAND: 'echo key-of-the-command',
    };
    const environment = { ...usable, DATABASE_PASSWORD_COMMAND: 'false' };
    expect(loadConfig(usable).systems).toMatchObject([
      { traede: { kind: 'remote', accessToken: 'token-of-the-command', appKey: 'key-of-the-command' } },
    ]);
    expect(secretsOf(environment, { names: [], misplaced: [] })).toEqual(
      expect.arrayContaining(['token-of-the-command', 'key-of-the-command']),
    );
  });
});
