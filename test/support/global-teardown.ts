import { sharedPostgres } from './shared-postgres';

export default async function globalTeardown(): Promise<void> {
  await sharedPostgres.end();
}
