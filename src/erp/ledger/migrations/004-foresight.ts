/**
 * Customers on the lines of journal entries, payment terms, and `ledger.preflight(posting, settings)`, which answers
 * `{}`, `{"refusal": {code, subject}}` or `{"rule": "period_open"}`: what `ledger.post` would, without writing.
 */
export const FORESIGHT_SQL = `
alter table ledger.entry_lines add column customer text references ledger.customers (number);
create index entry_lines_customer on ledger.entry_lines (customer) where customer is not null;
alter table ledger.documents add column payment_term text;

-- The customers that a posting names: that of a sales document, and those of an entry's lines.
create function ledger.customers_used(posting jsonb)
returns table (number text, name text, country text, vat_number text) language sql stable as $$
  select distinct on (c.number) c.number, c.name, c.country, c.vat_number
  from (
    select posting -> 'customer' as value
    union all
    select line.value -> 'customer' from jsonb_array_elements(posting -> 'lines') as line (value)
  ) named
  cross join lateral jsonb_to_record(named.value)
    as c (number text, name text, country text, vat_number text)
  where jsonb_typeof(named.value) = 'object'
  order by c.number
$$;

create or replace function ledger.refusal(posting jsonb, settings jsonb) returns jsonb language plpgsql as $$
declare
  sums record;
  unknown text;
begin
  select coalesce(sum(l.net), 0) as net, coalesce(sum(l.tax), 0) as tax, coalesce(sum(l.debit), 0) as debit
    into sums from jsonb_to_recordset(posting -> 'lines') as l (net numeric, tax numeric, debit numeric);

  if posting ->> 'kind' = 'journal-entry' then
    if sums.debit <> abs((posting ->> 'net')::numeric) then
      return jsonb_build_object('code', 'totals', 'subject', 'amount');
    end if;
  elsif sums.net <> (posting ->> 'net')::numeric or sums.tax <> (posting ->> 'tax')::numeric then
    return jsonb_build_object('code', 'totals', 'subject', 'lines');
  end if;

  if posting ->> 'corrects' is not null and settings ->> 'unlinkedCreditNotes' = 'reject' and not exists (
    select from ledger.documents where external_reference = posting ->> 'corrects' and kind = 'invoice'
  ) then
    return jsonb_build_object('code', 'invoice', 'subject', posting ->> 'corrects');
  end if;

  if settings ->> 'mode' = 'open' then
    return null;
  end if;

  if not exists (select from ledger.currencies where code = posting ->> 'currency') then
    return jsonb_build_object('code', 'currency', 'subject', posting ->> 'currency');
  end if;

  select string_agg(u.number, ', ' order by u.number) into unknown
    from ledger.customers_used(posting) u
    where not exists (select from ledger.customers c where c.number = u.number);
  if unknown is not null then
    return jsonb_build_object('code', 'customer', 'subject', unknown);
  end if;

  select string_agg(u.number, ', ' order by u.number) into unknown
    from ledger.accounts_used(posting, settings) u
    where not exists (select from ledger.accounts a where a.number = u.number);
  if unknown is not null then
    return jsonb_build_object('code', 'account', 'subject', unknown);
  end if;

  select string_agg(distinct l.tax_code, ', ') into unknown
    from jsonb_to_recordset(posting -> 'lines') as l (tax_code text)
    where l.tax_code is not null and not exists (select from ledger.tax_codes t where t.code = l.tax_code);
  if unknown is not null then
    return jsonb_build_object('code', 'tax-code', 'subject', unknown);
  end if;
  return null;
end $$;

create or replace function ledger.open_unknown(posting jsonb, settings jsonb) returns void language plpgsql as $$
begin
  insert into ledger.accounts (number, name, kind)
    select u.number, u.name, u.kind from ledger.accounts_used(posting, settings) u
    where not exists (select from ledger.accounts a where a.number = u.number)
    order by u.number
    on conflict do nothing;

  insert into ledger.tax_codes (code, name, rate)
    select distinct on (l.tax_code) l.tax_code, l.tax_code, l.tax_rate
    from jsonb_to_recordset(posting -> 'lines') as l (tax_code text, tax_rate numeric)
    where l.tax_code is not null and not exists (select from ledger.tax_codes t where t.code = l.tax_code)
    order by l.tax_code
    on conflict do nothing;

  insert into ledger.customers (number, name, country, vat_number)
    select u.number, u.name, u.country, u.vat_number from ledger.customers_used(posting) u
    where not exists (select from ledger.customers c where c.number = u.number)
    order by u.number
    on conflict do nothing;
end $$;

create or replace function ledger.insert_journal_lines(entry bigint, posting jsonb) returns void language sql as $$
  insert into ledger.entry_lines (entry_id, line_number, account, debit, credit, text, customer)
  select entry, line.position, line.value ->> 'account', (line.value ->> 'debit')::numeric,
    (line.value ->> 'credit')::numeric, line.value ->> 'description', line.value #>> '{customer,number}'
  from jsonb_array_elements(posting -> 'lines') with ordinality as line (value, position)
$$;

create or replace function ledger.post(posting jsonb, settings jsonb) returns jsonb language plpgsql as $$
declare
  journal constant text := case posting ->> 'kind'
    when 'invoice' then 'sales' when 'credit-note' then 'credit-notes' else 'general' end;
  day constant date := (posting ->> 'date')::date;
  known jsonb;
  refused jsonb;
  entry bigint;
  document bigint;
begin
  -- Two writers with one reference: the second waits here, then finds the first one's document. Should anything ever
  -- pass this lock, the unique constraint refuses it.
  perform pg_advisory_xact_lock(hashtextextended(posting ->> 'reference', 1818));
  select r.receipt into known from ledger.receipts r where r.reference = posting ->> 'reference';
  if known is not null then
    return jsonb_build_object('receipt', known);
  end if;

  refused := ledger.refusal(posting, settings);
  if refused is not null then
    return jsonb_build_object('refusal', refused);
  end if;
  if settings ->> 'mode' = 'open' then
    perform ledger.open_unknown(posting, settings);
  end if;

  insert into ledger.entries (journal, date, currency, text)
    values (journal, day, posting ->> 'currency', posting ->> 'text') returning id into entry;
  if posting ->> 'kind' = 'journal-entry' then
    perform ledger.insert_journal_lines(entry, posting);
  else
    perform ledger.insert_sales_lines(entry, posting, settings);
  end if;

  -- The balance is looked at now, not at the commit: from the number on, other postings of this journal wait.
  set constraints ledger.entry_balanced, ledger.entry_has_lines immediate;

  insert into ledger.documents (entry_id, external_reference, number, kind, document_number, date, currency,
    net, tax, total, customer, corrects, text, payment_term)
  values (entry, posting ->> 'reference', ledger.take_number(journal, day), posting ->> 'kind',
    posting ->> 'document_number', day, posting ->> 'currency', (posting ->> 'net')::numeric,
    (posting ->> 'tax')::numeric, (posting ->> 'total')::numeric, posting #>> '{customer,number}',
    (select d.id from ledger.documents d where d.external_reference = posting ->> 'corrects' and d.kind = 'invoice'),
    posting ->> 'text', posting ->> 'payment_term')
  returning id into document;
  perform ledger.insert_document_lines(document, posting);

  return jsonb_build_object('receipt', (select r.receipt from ledger.receipts r where r.id = document));
end $$;

-- The same questions as ledger.post, in the same order. Looks only.
create function ledger.preflight(posting jsonb, settings jsonb) returns jsonb language plpgsql stable as $$
declare
  refused jsonb;
begin
  if exists (select from ledger.documents where external_reference = posting ->> 'reference') then
    return '{}';
  end if;
  refused := ledger.refusal(posting, settings);
  if refused is not null then
    return jsonb_build_object('refusal', refused);
  end if;
  if exists (
    select from ledger.periods
    where month = date_trunc('month', (posting ->> 'date')::date)::date and closed
  ) then
    return jsonb_build_object('rule', 'period_open');
  end if;
  return '{}';
end $$;

-- The first day, from this one on, in a month that is not closed. There always is one: months without a row are open.
create function ledger.first_open_day(day date) returns date language sql stable as $$
  select greatest(day, min(candidate)::date)
  from generate_series(
    date_trunc('month', day),
    greatest((select max(month) from ledger.periods), date_trunc('month', day)::date) + interval '1 month',
    interval '1 month'
  ) candidate
  where not exists (select from ledger.periods p where p.month = candidate::date and p.closed)
$$;
`;
