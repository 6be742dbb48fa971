import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { secretsOf } from '../../src/cli/diagnosis/confidential';
import { databaseUrlOf } from '../../src/config/database-url';
import { variable } from '../../src/config/environment';
import { ConfigError } from '../../src/config/errors';
import { loadConfig } from '../../src/config/load';

describe('variables and their files', () => {
  let folder: string;
  const file = (name: string, content: string): string => {
    const path = join(folder, name);
    writeFileSync(path, content);
    return path;
  };
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'environment-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it('takes a value from the file that NAME_FILE names, without the line break at its end', () => {
    const environment = { TRAEDE_ACCESS_TOKEN_FILE: file('token', 'secret-token\r\n') };
    expect(variable(environment, 'TRAEDE_ACCESS_TOKEN')).toBe('secret-token');
  });

  it('takes an empty variable as absent, the one that names a file too', () => {
    expect(variable({ A: '', A_FILE: '' }, 'A')).toBeUndefined();
    expect(variable({ A: '', A_FILE: file('a', 'of the file') }, 'A')).toBe('of the file');
    expect(variable({ A: 'direct', A_FILE: ' ' }, 'A')).toBe('direct');
  });

  it.each([
    ['both are given', () => ({ A: 'secret-one', A_FILE: file('a', 'secret-two') }), 'both A and A_FILE'],
    ['there is no such file', () => ({ A_FILE: join(folder, 'nothing') }), 'cannot be read'],
    ['it is a folder', () => ({ A_FILE: folder }), 'cannot be read'],
    ['it is empty', () => ({ A_FILE: file('a', ' \n') }), 'is empty'],
  ])('says what is wrong where %s, and quotes no value', (_what, environment, message) => {
    const read = (): unknown => variable(environment(), 'A');
    expect(read).toThrow(ConfigError);
    expect(read).toThrow(message);
    expect(read).not.toThrow(/secret/);
  });

  it('reads TRAEDE and an ERP from files', () => {
    const { systems } = loadConfig({
      TRAEDE_BASE_URL: 'https://traede.example',
      TRAEDE_ACCESS_TOKEN_FILE: file('token', 'token-of-the-file\n'),
      TRAEDE_APP_KEY_FILE: file('key', 'key-of-the-file\n'),
    });
    expect(systems).toMatchObject([
      { traede: { kind: 'remote', accessToken: 'token-of-the-file', appKey: 'key-of-the-file' } },
    ]);
  });

  it('finds what must not be told, also where it comes from a file, and where both are set', () => {
    const environment = {
      TRAEDE_APP_KEY: 'key-direct',
      TRAEDE_APP_KEY_FILE: file('key', 'key-of-the-file\n'),
      DATABASE_PASSWORD_FILE: file('password', 'database-password\n'),
      TRAEDE_ACCESS_TOKEN_FILE: join(folder, 'nothing'),
    };
    expect(secretsOf(environment, { names: [], misplaced: [] })).toEqual(
      expect.arrayContaining(['key-direct', 'key-of-the-file', 'database-password']),
    );
  });

  describe('the address of PostgreSQL', () => {
    const address = 'postgres://sync@db.example:5432/books?sslmode=require';

    it('takes the password of DATABASE_PASSWORD in, whatever characters it has', () => {
      const password = 'p%41:/@?#& ü';
      const url = new URL(
        databaseUrlOf({ DATABASE_URL: address, DATABASE_PASSWORD_FILE: file('p', password) }) ?? '',
      );
      expect(decodeURIComponent(url.password)).toBe(password);
      expect([url.username, url.host, url.pathname, url.search]).toEqual([
        'sync',
        'db.example:5432',
        '/books',
        '?sslmode=require',
      ]);
    });

    it('stays as it is without one', () => {
      expect(databaseUrlOf({ DATABASE_URL: address })).toBe(address);
      expect(databaseUrlOf({})).toBeUndefined();
    });

    it.each([
      ['no address', {}],
      ['a password in the address too', { DATABASE_URL: 'postgres://sync:secret@db.example/books' }],
      ['nonsense for an address', { DATABASE_URL: 'db.example/books' }],
    ])('refuses a password with %s', (_what, environment) => {
      const read = (): unknown => databaseUrlOf({ ...environment, DATABASE_PASSWORD: 'secret-password' });
      expect(read).toThrow(ConfigError);
      expect(read).not.toThrow(/secret/);
    });
  });
});
