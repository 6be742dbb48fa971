import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Of a process of its own, on the built package (`npm test` builds it). */
describe('the built package', () => {
  let output: string;
  beforeAll(async () => {
    const file = join(__dirname, 'package-user.js');
    // A test runner within another one would report to it.
    const environment = { ...process.env, NODE_TEST_CONTEXT: undefined };
    const { stdout } = await run(process.execPath, ['--test', '--test-reporter=tap', file], {
      env: environment,
    });
    output = stdout;
  });

  it('is used with node:test', () => {
    expect(output).toMatch(/ok \d+ - documents: an invoice is posted as it is/);
    expect(output).toMatch(/^# fail 0$/m);
    expect(output).toMatch(/^# skipped 0$/m);
  });

  it('names what is declared impossible, and what is not checked therefore', () => {
    expect(output).toContain(
      'cannot hold a period closed (a map knows no periods); not checked: refusals: a day in a closed period',
    );
  });

  it('has it refused where that can be seen', () => {
    expect(output).toMatch(
      /ok \d+ - documents: an invoice in a foreign currency is posted in it \[cannot post in a foreign currency/,
    );
  });
});
