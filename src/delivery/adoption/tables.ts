import type { Migration } from '../../postgres/migrate';

/** What adoptions read and found, and which deliveries stand in the ERP because they were adopted. */
export const ADOPTION_TABLES: Migration = {
  name: '007-adoptions',
  sql: `
    -- Posted by others, and linked; set before the ERP is told, so that nothing posts the document meanwhile.
    alter table delivery.deliveries add column adopted boolean not null default false;

    create table delivery.adoptions (
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
    create index adoptions_by_system on delivery.adoptions (system_id, id);

    -- TRAEDE's documents. "keys" are digests of numbers and texts; the content is kept until the document is linked.
    create table delivery.adoption_documents (
      adoption_id bigint not null references delivery.adoptions on delete cascade,
      document_type text not null,
      document_id bigint not null,
      number text,
      content text,
      content_hash text not null,
      unmarked boolean not null default false,
      kind text not null,
      keys text[] not null,
      near_keys text[] not null,
      customer_keys text[],
      date date,
      currency text,
      net numeric(18, 2),
      tax numeric(18, 2),
      total numeric(18, 2),
      accounts jsonb not null default '[]',
      is_turnover boolean not null default false,
      outcome text,
      doubt text,
      -- The document of the ERP that it is, or may be.
      erp_kind text,
      erp_id text,
      erp_number text,
      erp_date date,
      erp_currency text,
      erp_net numeric(18, 2),
      erp_tax numeric(18, 2),
      erp_total numeric(18, 2),
      primary key (adoption_id, document_type, document_id)
    );
    create index adoption_documents_by_key on delivery.adoption_documents using gin (keys);

    -- What the ERP holds without a reference of ours. Only while an adoption is at work.
    create table delivery.adoption_candidates (
      adoption_id bigint not null references delivery.adoptions on delete cascade,
      kind text not null,
      erp_id text not null,
      number text not null,
      keys text[] not null,
      near_keys text[] not null,
      customer_keys text[],
      date date not null,
      currency text not null,
      net numeric(18, 2) not null,
      tax numeric(18, 2) not null,
      total numeric(18, 2) not null,
      accounts jsonb not null,
      primary key (adoption_id, kind, erp_id)
    );
    create index adoption_candidates_by_key on delivery.adoption_candidates using gin (keys);
    create index adoption_candidates_by_near_key on delivery.adoption_candidates using gin (near_keys);
  `,
};
