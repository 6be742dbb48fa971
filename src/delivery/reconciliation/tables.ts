import type { Migration } from '../../postgres/migrate';

/** What reconciliations read and found. Nothing here decides anything: it can be emptied at any time. */
export const RECONCILIATION_TABLES: Migration = {
  name: '005-reconciliations',
  sql: `
    create table delivery.reconciliations (
      id bigint generated always as identity primary key,
      -- One row for each execution, however often its first step is repeated.
      workflow_id text not null,
      run_id text not null,
      system_id text not null,
      document_types text[] not null,
      first_day date not null,
      last_day date not null,
      started_at timestamptz not null default now(),
      finished_at timestamptz,
      unique (workflow_id, run_id)
    );
    create index reconciliations_by_system on delivery.reconciliations (system_id, id);

    -- Every document that any side knows, with what TRAEDE says of it, and in the end its class. Amounts of accounting
    -- entries are their size, without a sign; "accounts" holds [account, debit - credit] for them.
    create table delivery.reconciled_documents (
      reconciliation_id bigint not null references delivery.reconciliations on delete cascade,
      document_type text not null,
      document_id bigint not null,
      number text,
      in_traede boolean not null default false,
      unmarked boolean not null default false,
      created_at timestamptz,
      changed_at timestamptz,
      content_hash text,
      date date,
      currency text,
      net numeric(18, 2),
      tax numeric(18, 2),
      total numeric(18, 2),
      line_count integer,
      accounts jsonb not null default '[]',
      is_turnover boolean not null default false,
      problem_code text,
      problem_message text,
      problem_remedy text,
      class text,
      reason text,
      differences jsonb not null default '[]',
      erp_number text,
      erp_date date,
      erp_currency text,
      erp_net numeric(18, 2),
      erp_tax numeric(18, 2),
      erp_total numeric(18, 2),
      primary key (reconciliation_id, document_type, document_id)
    );

    -- What the ERP holds, and the documents that each posting stands for. Only while a reconciliation is at work.
    create table delivery.reconciled_postings (
      reconciliation_id bigint not null references delivery.reconciliations on delete cascade,
      reference text not null,
      -- A reference that stands in the ERP twice is what must never be: both are kept.
      erp_id text not null,
      document_type text not null,
      number text not null,
      date date not null,
      currency text not null,
      net numeric(18, 2) not null,
      tax numeric(18, 2) not null,
      total numeric(18, 2) not null,
      line_count integer not null,
      accounts jsonb not null,
      primary key (reconciliation_id, reference, erp_id)
    );
    create table delivery.reconciled_members (
      reconciliation_id bigint not null references delivery.reconciliations on delete cascade,
      document_type text not null,
      document_id bigint not null,
      reference text not null,
      erp_id text not null,
      primary key (reconciliation_id, document_type, document_id, reference, erp_id)
    );
    create index reconciled_members_by_posting
      on delivery.reconciled_members (reconciliation_id, reference, erp_id);

    -- The sums of a finished reconciliation; of its documents only those remain that somebody may want to see.
    create table delivery.reconciliation_sums (
      reconciliation_id bigint not null references delivery.reconciliations on delete cascade,
      document_type text not null,
      currency text not null,
      day date not null,
      class text not null,
      documents integer not null,
      net numeric not null,
      tax numeric not null,
      total numeric not null,
      erp_net numeric not null,
      erp_tax numeric not null,
      erp_total numeric not null,
      primary key (reconciliation_id, document_type, currency, day, class)
    );
    create table delivery.reconciliation_accounts (
      reconciliation_id bigint not null references delivery.reconciliations on delete cascade,
      account text not null,
      currency text not null,
      amount numeric not null,
      erp_amount numeric not null,
      primary key (reconciliation_id, account, currency)
    );
  `,
};
