import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { signatureHeader } from '../../../src/erp/http/signature';
import { SIGNING_KEY } from './receiver';

const SIGNED = '{"text":"Ærø"}';
const OTHER_KEY = 'other-signing-key-0123456789abcdef0123456789';
const now = Date.now();

const CASES: readonly (readonly [string, string, boolean])[] = [
  ['as it is sent', signatureHeader({ body: SIGNED }, [SIGNING_KEY], now), true],
  ['with two keys', signatureHeader({ body: SIGNED }, [OTHER_KEY, SIGNING_KEY], now), true],
  ['with another key', signatureHeader({ body: SIGNED }, [OTHER_KEY], now), false],
  ['over another body', signatureHeader({ body: '{}' }, [SIGNING_KEY], now), false],
  ['too old', signatureHeader({ body: SIGNED }, [SIGNING_KEY], now - 400_000), false],
  ['from the future', signatureHeader({ body: SIGNED }, [SIGNING_KEY], now + 400_000), false],
  ['without a signature', `t=${Math.floor(now / 1_000)}`, false],
  ['of letters', `t=${Math.floor(now / 1_000)},v1=zz,v1=ø`, false],
  ['of nothing', '', false],
];

describe('the code in docs/erp/http.md', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'traede-docs-'));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  const codeIn = (language: string) => {
    const text = readFileSync('docs/erp/http.md', 'utf8');
    const code = new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, 's').exec(text)?.[1];
    if (code === undefined) throw new Error(`no code in ${language}`);
    return code;
  };
  const run = (program: string, file: string, code: string) => {
    writeFileSync(join(folder, file), code);
    const input = JSON.stringify({
      signed: SIGNED,
      key: SIGNING_KEY,
      headers: CASES.map(([, header]) => header),
    });
    const { stdout, stderr } = spawnSync(program, [join(folder, file)], { input, encoding: 'utf8' });
    expect(stderr).toBe('');
    return stdout.trim().split(' ');
  };
  const expected = CASES.map(([, , isRight]) => String(isRight));

  it('verifies signatures in JavaScript', () => {
    const code = `${codeIn('js')}
      import { readFileSync } from 'node:fs';
      const { signed, key, headers } = JSON.parse(readFileSync(0, 'utf8'));
      console.log(headers.map((header) => isSigned(header, Buffer.from(signed), ['x', key])).join(' '));`;
    expect(run(process.execPath, 'verify.mjs', code)).toEqual(expected);
  });

  it('verifies signatures in Python', () => {
    const code = `${codeIn('python')}
import json, sys
given = json.loads(sys.stdin.buffer.read())
signed = given["signed"].encode()
print(*[str(is_signed(header, signed, ["x", given["key"]])).lower() for header in given["headers"]])`;
    expect(run('python3', 'verify.py', code)).toEqual(expected);
  });
});
