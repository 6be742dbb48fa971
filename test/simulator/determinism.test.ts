import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSimulator, type SimulatorOptions } from '../../src/simulator';
import { get, idsIn, object, post } from './support/http';

const EXPORT =
  '/v10/invoices/export?system_id=erp&limit=60&includes[]=customer&includes[]=lines&includes[]=lines.product';

async function exportedText(options: SimulatorOptions, path = EXPORT): Promise<string> {
  const simulator = await startSimulator(options);
  try {
    return (await get(simulator, path)).text;
  } finally {
    await simulator.stop();
  }
}

describe('a seed', () => {
  it.each([EXPORT, '/v10/credit-notes/export?system_id=erp', '/v10/accounting-entries/export?system_id=erp'])(
    'gives the same bytes each time: %s',
    async (path) => {
      expect(await exportedText({ seed: 5 }, path)).toBe(await exportedText({ seed: 5 }, path));
    },
  );

  it('gives other documents than another seed, and dates that follow now', async () => {
    expect(await exportedText({ seed: 5 })).not.toBe(await exportedText({ seed: 6 }));
    const moved = await exportedText({ seed: 5, now: new Date('2030-01-01T00:00:00Z') });
    expect(moved).toContain('"created_at":"2029-');
  });

  it('gives a document that does not depend on how many there are', async () => {
    const few = await startSimulator({ counts: { invoice: 10 }, drafts: { invoice: 0 } });
    const many = await startSimulator({ counts: { invoice: 500 }, drafts: { invoice: 0 } });
    const lines = [few, many].map((simulator) => simulator.document('invoice', 1005)?.lines);
    await Promise.all([few.stop(), many.stop()]);
    expect(lines[0]).toEqual(lines[1]);
  });
});

describe('a state file', () => {
  let directory: string;
  let stateFile: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'simulator-'));
    stateFile = join(directory, 'state.jsonl');
  });
  afterEach(() => {
    rmSync(directory, { recursive: true });
  });

  const body = { invoices: [{ invoice_id: 1001, system_id: 'erp', note: 'kept' }] };

  /** Marks one invoice, adds two, changes one; gives what is listed then. */
  async function firstLife(): Promise<string> {
    const simulator = await startSimulator({ stateFile, seed: 3 });
    try {
      await post(simulator, '/v10/invoices/mark-as-exported', body);
      simulator.create('invoice', 2);
      simulator.edit('invoice', 1002, { notes: 'changed' });
      return (await get(simulator, `${EXPORT}&page=5`)).text;
    } finally {
      await simulator.stop();
    }
  }

  it('lets a restart go on where it was, whatever time it is then', async () => {
    const before = await firstLife();
    const simulator = await startSimulator({ stateFile, seed: 3, now: new Date('2027-02-01T00:00:00Z') });
    try {
      expect((await get(simulator, `${EXPORT}&page=5`)).text).toBe(before);
      expect(simulator.marks('erp', 'invoice').get(1001)).toMatchObject({ note: 'kept', times: 1 });
      expect(simulator.document('invoice', 1002)?.notes).toBe('changed');
      const [id = 0] = simulator.create('invoice', 1);
      expect(simulator.document('invoice', id)).toMatchObject({ invoice_number: 10_323 });
      expect(simulator.document('invoice', id)?.created_at.slice(0, 10)).toBe('2027-02-01');
    } finally {
      await simulator.stop();
    }
  });

  it('may end in a torn line', async () => {
    const before = await firstLife();
    appendFileSync(stateFile, '{"kind":"marked","documentType":"invo');
    for (let start = 0; start < 2; start += 1) {
      const simulator = await startSimulator({ stateFile, seed: 3 });
      expect((await get(simulator, `${EXPORT}&page=5`)).text).toBe(before);
      simulator.create('credit-note', 1);
      await simulator.stop();
    }
    const lines = readFileSync(stateFile, 'utf8').trimEnd().split('\n');
    expect(lines.map((line) => object(JSON.parse(line))['kind'])).toEqual([
      'origin',
      'marked',
      'created',
      'edited',
      'created',
      'created',
    ]);
  });

  it('is refused when it is damaged elsewhere or belongs to other documents', async () => {
    await firstLife();
    await expect(startSimulator({ stateFile, seed: 4 })).rejects.toThrow('belongs to seed 3');
    await expect(startSimulator({ stateFile, seed: 3, counts: { invoice: 5 } })).rejects.toThrow(
      'other counts',
    );
    writeFileSync(stateFile, readFileSync(stateFile, 'utf8').replace('"marked"', '"marred"'));
    await expect(startSimulator({ stateFile, seed: 3 })).rejects.toThrow('line 2 cannot be read');
  });
});

describe('createEveryMs', () => {
  it('keeps creating documents until the simulator stops', async () => {
    const simulator = await startSimulator({
      createEveryMs: 5,
      counts: { invoice: 0 },
      drafts: { invoice: 0 },
    });
    const deadline = Date.now() + 10_000;
    while (simulator.documents('invoice').length < 5 && Date.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    const answer = await get(simulator, '/v10/invoices/export?system_id=erp');
    await simulator.stop();
    expect(idsIn(answer).length).toBeGreaterThanOrEqual(5);
    const count = simulator.documents('invoice').length;
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(simulator.documents('invoice')).toHaveLength(count);
    expect(simulator.documents('invoice')[0]?.created_at).toMatch(/^2026-11-20 12:0/);
  });
});
