/** The tables. Everything is qualified with `ledger.`, so that no search path decides what a statement means. */
export const TABLES_SQL = `
create schema if not exists ledger;

create table ledger.accounts (
  number text primary key check (length(number) between 1 and 100),
  name   text not null,
  kind   text not null check (kind in ('asset', 'liability', 'equity', 'income', 'expense', 'unclassified'))
);

create table ledger.tax_codes (
  code text primary key check (length(code) between 1 and 100),
  name text not null,
  rate numeric
);

create table ledger.currencies (
  code text primary key check (code ~ '^[A-Z]{3}$')
);

create table ledger.customers (
  number     text primary key check (length(number) between 1 and 100),
  name       text not null,
  country    text,
  vat_number text
);

create table ledger.journals (
  code   text primary key,
  name   text not null,
  prefix text not null unique
);

insert into ledger.journals (code, name, prefix) values
  ('sales', 'Sales', 'INV'),
  ('credit-notes', 'Credit notes', 'CN'),
  ('general', 'General journal', 'JE');

-- A month without a row is open.
create table ledger.periods (
  month  date primary key check (extract(day from month) = 1),
  closed boolean not null
);

-- The last number given, per journal and year. A row is updated by every posting, hence the room on its page.
create table ledger.counters (
  journal     text not null references ledger.journals (code),
  year        integer not null,
  last_number integer not null check (last_number > 0),
  primary key (journal, year)
) with (fillfactor = 50);

-- The double entry. Its currency is that of all its lines: an entry cannot mix currencies.
create table ledger.entries (
  id             bigint generated always as identity primary key,
  journal        text not null references ledger.journals (code),
  date           date not null,
  currency       text not null check (currency ~ '^[A-Z]{3}$'),
  text           text not null,
  transaction_id xid8 not null default pg_current_xact_id(),
  unique (id, date, currency)
);

create table ledger.entry_lines (
  entry_id    bigint not null references ledger.entries (id),
  line_number integer not null check (line_number > 0),
  account     text not null references ledger.accounts (number),
  tax_code    text references ledger.tax_codes (code),
  debit       numeric(18, 2) not null check (debit >= 0),
  credit      numeric(18, 2) not null check (credit >= 0),
  text        text not null,
  primary key (entry_id, line_number),
  constraint one_side_is_zero check (debit = 0 or credit = 0)
);
create index entry_lines_account on ledger.entry_lines (account);

-- What was sent, and the entry that it made. A document cannot be without an entry of its date and currency.
create table ledger.documents (
  id                 bigint generated always as identity primary key,
  entry_id           bigint not null unique,
  external_reference text not null check (length(external_reference) between 1 and 200),
  number             text not null unique,
  kind               text not null check (kind in ('invoice', 'credit-note', 'journal-entry')),
  document_number    text,
  date               date not null,
  currency           text not null,
  net                numeric(18, 2) not null,
  tax                numeric(18, 2) not null,
  total              numeric(18, 2) not null,
  customer           text references ledger.customers (number),
  corrects           bigint references ledger.documents (id),
  text               text not null,
  posted_at          timestamptz not null default now(),
  constraint external_reference_unique unique (external_reference),
  constraint totals_add_up check (net + tax = total),
  constraint customer_for_sales check ((kind = 'journal-entry') = (customer is null)),
  constraint only_credit_notes_correct check (corrects is null or kind = 'credit-note'),
  foreign key (entry_id, date, currency) references ledger.entries (id, date, currency)
);
create index documents_date on ledger.documents (date, id);
create index documents_customer on ledger.documents (customer);
create index documents_corrects on ledger.documents (corrects) where corrects is not null;

create table ledger.document_lines (
  document_id bigint not null references ledger.documents (id),
  line_number integer not null check (line_number > 0),
  kind        text not null check (kind in ('product', 'discount', 'shipping', 'handling-fee', 'rounding', 'journal')),
  description text not null,
  item_number text,
  quantity    numeric,
  unit_price  numeric,
  net         numeric(18, 2) not null,
  tax_code    text references ledger.tax_codes (code),
  tax_rate    numeric,
  tax         numeric(18, 2) not null,
  account     text not null references ledger.accounts (number),
  primary key (document_id, line_number)
);

-- Amounts as text: a JSON number would lose cents above 2^53, and drop trailing zeros.
create view ledger.receipts as
select
  d.id,
  d.date,
  d.external_reference as reference,
  jsonb_build_object(
    'reference', d.external_reference,
    'erpId', d.id::text,
    'number', d.number,
    'date', to_char(d.date, 'YYYY-MM-DD'),
    'currency', d.currency,
    'net', d.net::text,
    'tax', d.tax::text,
    'total', d.total::text,
    'lines', (
      select coalesce(jsonb_agg(jsonb_build_object(
        'account', l.account, 'description', l.description, 'net', l.net::text
      ) order by l.line_number), '[]')
      from ledger.document_lines l
      where l.document_id = d.id
    )
  ) as receipt
from ledger.documents d;
`;
