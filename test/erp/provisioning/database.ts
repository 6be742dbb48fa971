import { Client } from 'pg';

/** One statement on the server's own database. */
export async function administer(postgresUrl: string, sql: string): Promise<void> {
  const client = new Client({ connectionString: postgresUrl });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

export async function databaseExists(postgresUrl: string, name: string): Promise<boolean> {
  const client = new Client({ connectionString: postgresUrl });
  await client.connect();
  try {
    return (await client.query('select from pg_database where datname = $1', [name])).rowCount === 1;
  } finally {
    await client.end();
  }
}

/** Rows of one statement. */
export async function query<T extends object>(
  url: string,
  text: string,
  values: readonly unknown[],
): Promise<T[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<T>(text, [...values])).rows;
  } finally {
    await client.end();
  }
}
