-- That money went back twice stays as it was written, and what became of it.
DO $$
DECLARE
    fact text;
BEGIN
    FOREACH fact IN ARRAY ARRAY['refund_after_all', 'regain']
    LOOP
        EXECUTE format('CREATE OR REPLACE TRIGGER %I BEFORE UPDATE OR DELETE ON %I '
                       'FOR EACH ROW EXECUTE FUNCTION payment_fact_stays()', fact || '_stays', fact);
    END LOOP;
END
$$;
