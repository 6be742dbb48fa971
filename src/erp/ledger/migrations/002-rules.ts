/**
 * What the books must always obey, held by the database itself, so that no program can talk it out of them.
 * Each refusal carries a constraint name: `entry_balanced`, `posted_is_final`, `period_open`.
 */
export const RULES_SQL = `
create function ledger.refuse_balance(entry bigint, reason text) returns void language plpgsql as $$
begin
  raise exception 'entry % %', entry, reason
    using errcode = 'check_violation', constraint = 'entry_balanced', schema = 'ledger', table = 'entry_lines';
end $$;

create function ledger.refuse_change(reason text) returns void language plpgsql as $$
begin
  raise exception '%', reason using errcode = 'restrict_violation', constraint = 'posted_is_final', schema = 'ledger';
end $$;

-- Balance ------------------------------------------------------------------------------------------------------

create function ledger.check_entry(entry bigint) returns void language plpgsql as $$
declare
  found_lines record;
begin
  select count(*) as number_of_lines, max(line_number) as last_line, sum(debit) as debit, sum(credit) as credit
    into found_lines from ledger.entry_lines where entry_id = entry;
  if found_lines.number_of_lines < 2 then
    perform ledger.refuse_balance(entry, 'has fewer than 2 lines');
  elsif found_lines.number_of_lines <> found_lines.last_line then
    perform ledger.refuse_balance(entry, 'has a gap in its line numbers');
  elsif found_lines.debit <> found_lines.credit then
    perform ledger.refuse_balance(entry, format('has %s debit and %s credit', found_lines.debit, found_lines.credit));
  end if;
  if not exists (select from ledger.entries where id = entry and transaction_id = pg_current_xact_id()) then
    perform ledger.refuse_change('a posted entry takes no further lines');
  end if;
end $$;

-- Only the last line looks at the whole entry: otherwise n lines would cost n * n. As line numbers have no gap, a line
-- that is added later is always the last one, and so cannot slip through.
create function ledger.check_entry_line() returns trigger language plpgsql as $$
begin
  if not exists (
    select from ledger.entry_lines where entry_id = new.entry_id and line_number > new.line_number
  ) then
    perform ledger.check_entry(new.entry_id);
  end if;
  return null;
end $$;

create constraint trigger entry_balanced after insert on ledger.entry_lines
  deferrable initially deferred for each row execute function ledger.check_entry_line();

-- The lines check the sums; that leaves the entry without any line.
create function ledger.check_entry_has_lines() returns trigger language plpgsql as $$
begin
  if not exists (select from ledger.entry_lines where entry_id = new.id) then
    perform ledger.refuse_balance(new.id, 'has no lines');
  end if;
  return null;
end $$;

create constraint trigger entry_has_lines after insert on ledger.entries
  deferrable initially deferred for each row execute function ledger.check_entry_has_lines();

-- What is posted stays as it is --------------------------------------------------------------------------------

create function ledger.forbid_change() returns trigger language plpgsql as $$
begin
  perform ledger.refuse_change(format('%s in ledger.%s: what is posted is never changed, only corrected by a new entry',
    lower(tg_op), tg_table_name));
  return null;
end $$;

create trigger posted_is_final before update or delete or truncate on ledger.entries
  for each statement execute function ledger.forbid_change();
create trigger posted_is_final before update or delete or truncate on ledger.entry_lines
  for each statement execute function ledger.forbid_change();
create trigger posted_is_final before update or delete or truncate on ledger.documents
  for each statement execute function ledger.forbid_change();
create trigger posted_is_final before update or delete or truncate on ledger.document_lines
  for each statement execute function ledger.forbid_change();

create function ledger.forbid_late_document_lines() returns trigger language plpgsql as $$
begin
  if exists (
    select from inserted i
    join ledger.documents d on d.id = i.document_id
    join ledger.entries e on e.id = d.entry_id
    where e.transaction_id <> pg_current_xact_id()
  ) then
    perform ledger.refuse_change('a posted document takes no further lines');
  end if;
  return null;
end $$;

create trigger posted_takes_no_lines after insert on ledger.document_lines
  referencing new table as inserted for each statement execute function ledger.forbid_late_document_lines();

-- Closed periods -----------------------------------------------------------------------------------------------

-- One lock per month, shared by those who post into it, exclusive for who opens or closes it: a posting that is on its
-- way is in the books before the month closes, or finds it closed. 1818 keeps these locks apart from others' locks.
create function ledger.period_lock_key(day date) returns integer language sql immutable as $$
  select (extract(year from day) * 12 + extract(month from day))::integer
$$;

create function ledger.enter_period() returns trigger language plpgsql as $$
begin
  new.transaction_id := pg_current_xact_id();
  perform pg_advisory_xact_lock_shared(1818, ledger.period_lock_key(new.date));
  if exists (select from ledger.periods where month = date_trunc('month', new.date)::date and closed) then
    raise exception 'the period % is closed', to_char(new.date, 'YYYY-MM')
      using errcode = 'check_violation', constraint = 'period_open', schema = 'ledger', table = 'periods';
  end if;
  return new;
end $$;

create trigger period_open before insert on ledger.entries for each row execute function ledger.enter_period();

create function ledger.turn_period() returns trigger language plpgsql as $$
begin
  perform pg_advisory_xact_lock(1818, ledger.period_lock_key(new.month));
  return new;
end $$;

create trigger period_turns before insert or update on ledger.periods
  for each row execute function ledger.turn_period();
`;
