import type { Migration } from '../postgres/migrate';
import { ADOPTION_TABLES } from './adoption/tables';
import { RECONCILIATION_TABLES } from './reconciliation/tables';
import { PURGED_CONTENTS } from './purged-contents';
import { STATE_INDEX } from './state-index';

export const DELIVERY_SCHEMA = 'delivery';

/** Forward only: a released step is never changed. */
export const DELIVERY_MIGRATIONS: readonly Migration[] = [
  {
    name: '0001-documents-deliveries-events',
    sql: `
      -- Documents as fetched (claim check): workflows carry ids, the content stays here.
      create table delivery.documents (
        system_id text not null,
        document_type text not null,
        document_id bigint not null,
        number text,
        -- JSON text exactly as TRAEDE's numbers were; not jsonb, which refuses \\u0000 in texts.
        content text not null,
        content_hash text not null,
        fetched_at timestamptz not null default now(),
        primary key (system_id, document_type, document_id)
      );

      create table delivery.deliveries (
        system_id text not null,
        document_type text not null,
        document_id bigint not null,
        state text not null default 'fetched'
          check (state in ('fetched', 'delivered', 'exported', 'attention', 'skipped')),
        state_since timestamptz not null default now(),
        first_fetched_at timestamptz not null default now(),
        -- Set before a posting is sent, cleared when its outcome is known.
        posting_since timestamptz,
        posted_hash text,
        erp_id text,
        erp_number text,
        erp_date date,
        currency text,
        net numeric(18, 2),
        tax numeric(18, 2),
        total numeric(18, 2),
        line_count integer,
        delivered_at timestamptz,
        exported_at timestamptz,
        problem_code text,
        problem_message text,
        problem_remedy text,
        -- Whether a workflow of its own waits for a person.
        awaited boolean not null default false,
        primary key (system_id, document_type, document_id),
        check ((state = 'attention') = (problem_code is not null))
      );
      create index deliveries_by_state on delivery.deliveries (system_id, document_type, state, state_since);
      create index deliveries_by_problem on delivery.deliveries (system_id, problem_code)
        where problem_code is not null;

      -- Looks at TRAEDE's list from its first page to its end, with nothing in flight: what they did not show is not there.
      create table delivery.looks (
        system_id text not null,
        document_type text not null,
        begun_at timestamptz not null,
        -- When the last look that came to the end had begun.
        complete_since timestamptz,
        primary key (system_id, document_type)
      );

      -- The timeline of each delivery.
      create table delivery.events (
        id bigint generated always as identity primary key,
        system_id text not null,
        document_type text not null,
        document_id bigint not null,
        at timestamptz not null default clock_timestamp(),
        event text not null,
        detail text
      );
      create index events_by_document on delivery.events (system_id, document_type, document_id, id);
    `,
  },
  {
    name: '002-only-recorded',
    sql: `
      -- Waits for a person, but has no workflow that waits, as too many have the same cause.
      alter table delivery.deliveries add column only_recorded boolean not null default false;
    `,
  },
  {
    name: '003-sums',
    sql: `
      -- The sum in which an accounting entry was sent or found last.
      alter table delivery.deliveries add column sum_reference text;
    `,
  },
  {
    name: '004-notifications',
    sql: `
      -- What people were told, for each way to them, and what they are about to be told.
      create table delivery.notified (
        deployment text not null,
        channel text not null,
        -- JSON texts, not jsonb: it refuses \\u0000, and nothing is asked of their insides here.
        told text not null default '[]',
        pending_id text,
        pending text,
        sent_id text,
        sent_at timestamptz,
        looked_at timestamptz not null default now(),
        primary key (deployment, channel),
        check ((pending_id is null) = (pending is null))
      );
    `,
  },
  RECONCILIATION_TABLES,
  {
    name: '006-before-go-live',
    sql: `
      -- Documents that are left alone for their date: no deliveries, and nothing of their content is kept.
      create table delivery.before_go_live (
        system_id text not null,
        document_type text not null,
        document_id bigint not null,
        number text,
        day date not null,
        met_at timestamptz not null default now(),
        primary key (system_id, document_type, document_id)
      );
    `,
  },
  ADOPTION_TABLES,
  STATE_INDEX,
  PURGED_CONTENTS,
];
