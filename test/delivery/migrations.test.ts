import { Pool } from 'pg';
import { DELIVERY_MIGRATIONS, DELIVERY_SCHEMA } from '../../src/delivery/migrations';
import { migrate } from '../../src/postgres/migrate';
import { createTestDatabase, type TestDatabase } from '../support/database';

describe("the record's migrations", () => {
  let database: TestDatabase;
  beforeEach(async () => {
    database = await createTestDatabase();
  });
  afterEach(() => database.drop());
  const applied = async (): Promise<readonly string[]> => {
    const { rows } = await database.pool.query<{ name: string }>(
      'select name from delivery.migrations order by name',
    );
    return rows.map(({ name }) => name);
  };
  const names = DELIVERY_MIGRATIONS.map(({ name }) => name);

  it('run once, though several workers start at once, and change nothing the second time', async () => {
    const workers = Array.from({ length: 5 }, () => new Pool({ connectionString: database.url }));
    await Promise.all(workers.map((pool) => migrate(pool, DELIVERY_SCHEMA, DELIVERY_MIGRATIONS)));
    expect(await applied()).toEqual(names);
    await database.pool.query(
      `insert into delivery.deliveries (system_id, document_type, document_id) values ('acme', 'invoice', 1)`,
    );
    await migrate(database.pool, DELIVERY_SCHEMA, DELIVERY_MIGRATIONS);
    expect(await applied()).toEqual(names);
    const { rowCount } = await database.pool.query('select from delivery.deliveries');
    expect(rowCount).toBe(1);
    await Promise.all(workers.map((pool) => pool.end()));
  });

  it('leave nothing of a step that fails, and go on from there once it is mended', async () => {
    const broken = { name: '9999-broken', sql: 'create table delivery.half (id int); select 1 / 0' };
    const migrations = [...DELIVERY_MIGRATIONS, broken];
    await expect(migrate(database.pool, DELIVERY_SCHEMA, migrations)).rejects.toThrow();
    expect(await applied()).toEqual(names);
    const { rows } = await database.pool.query("select to_regclass('delivery.half') as half");
    expect(rows).toEqual([{ half: null }]);
    const mended = { name: '9999-broken', sql: 'create table delivery.half (id int)' };
    await migrate(database.pool, DELIVERY_SCHEMA, [...DELIVERY_MIGRATIONS, mended]);
    expect(await applied()).toEqual([...names, '9999-broken']);
  });

  it('are in the order of their names, each name once', () => {
    expect([...new Set(names)].sort()).toEqual(names);
  });
});
