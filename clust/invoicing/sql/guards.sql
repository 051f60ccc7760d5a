-- A document stays as it was issued: wrong ones are credited, never changed.
CREATE OR REPLACE FUNCTION document_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a % stays as it was issued', TG_TABLE_NAME USING ERRCODE = 'CLU02';
END
$$;
DO $$
DECLARE
    fact text;
BEGIN
    FOREACH fact IN ARRAY ARRAY['invoice', 'invoice_line', 'credit_note', 'credit_note_line',
                                'vat_check']
    LOOP
        EXECUTE format('CREATE OR REPLACE TRIGGER %I BEFORE UPDATE OR DELETE ON %I '
                       'FOR EACH ROW EXECUTE FUNCTION document_stays()', fact || '_stays', fact);
    END LOOP;
END
$$;

-- The last number given only rises.
CREATE OR REPLACE FUNCTION number_rises() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR NEW.last < OLD.last THEN
        RAISE EXCEPTION 'numbers are given once' USING ERRCODE = 'CLU02';
    END IF;
    RETURN NEW;
END
$$;
CREATE OR REPLACE TRIGGER number_rises BEFORE UPDATE OR DELETE ON invoice_number
FOR EACH ROW EXECUTE FUNCTION number_rises();

-- Keys of thousands of documents are checked as a set, planned anew each time. What was counted
-- while a set was being written calls its table empty, so that many rows are never looped over.
CREATE OR REPLACE FUNCTION document_keys() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    wrong boolean;
    loops text := current_setting('enable_nestloop');
BEGIN
    IF EXISTS (SELECT FROM new_rows OFFSET 1000) THEN
        PERFORM set_config('enable_nestloop', 'off', true);
    END IF;
    EXECUTE format('SELECT EXISTS (SELECT FROM new_rows AS n LEFT JOIN %I AS t ON t.id = n.%I '
                   'WHERE t.id IS NULL)', TG_ARGV[0], TG_ARGV[1]) INTO wrong;
    PERFORM set_config('enable_nestloop', loops, true);
    IF wrong THEN
        RAISE EXCEPTION 'a % points at nothing', TG_TABLE_NAME USING ERRCODE = '23503';
    END IF;
    RETURN NULL;
END
$$;
CREATE OR REPLACE TRIGGER invoice_keys AFTER INSERT ON invoice REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION document_keys('order', 'order_id');
CREATE OR REPLACE TRIGGER invoice_line_keys AFTER INSERT ON invoice_line
REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION document_keys('invoice', 'invoice_id');
CREATE OR REPLACE TRIGGER credit_note_keys AFTER INSERT ON credit_note
REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION document_keys('cancellation', 'cancellation_id');
CREATE OR REPLACE TRIGGER credit_note_line_keys AFTER INSERT ON credit_note_line
REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION document_keys('credit_note', 'credit_note_id');
CREATE OR REPLACE TRIGGER billed_to_keys AFTER INSERT ON billed_to
REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION document_keys('invoice', 'invoice_id');
