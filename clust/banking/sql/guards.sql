-- What the bank and the provider said stays; only what the model says is kept may change.
CREATE OR REPLACE FUNCTION banking_fact_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR (to_jsonb(NEW) - TG_ARGV) <> (to_jsonb(OLD) - TG_ARGV) THEN
        RAISE EXCEPTION 'a % stays as it was written', TG_TABLE_NAME USING ERRCODE = 'CLU02';
    END IF;
    RETURN NEW;
END
$$;
CREATE OR REPLACE TRIGGER bank_line_stays BEFORE UPDATE OR DELETE ON bank_line
FOR EACH ROW EXECUTE FUNCTION banking_fact_stays('left_cents');

DO $$
DECLARE
    fact text;
BEGIN
    FOREACH fact IN ARRAY ARRAY['bank_account', 'bank_statement', 'matching', 'pay_back',
                                'paid_back', 'explanation', 'payout', 'payout_line']
    LOOP
        EXECUTE format('CREATE OR REPLACE TRIGGER %I BEFORE UPDATE OR DELETE ON %I '
                       'FOR EACH ROW EXECUTE FUNCTION banking_fact_stays()', fact || '_stays', fact);
    END LOOP;
END
$$;
