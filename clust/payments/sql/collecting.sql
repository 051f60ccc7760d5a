-- Facts of collecting money stay as they were written.
DO $$
DECLARE
    fact text;
BEGIN
    FOREACH fact IN ARRAY ARRAY['collection', 'capture_pause', 'capture_resume', 'credit_return']
    LOOP
        EXECUTE format('CREATE OR REPLACE TRIGGER %I BEFORE UPDATE OR DELETE ON %I '
                       'FOR EACH ROW EXECUTE FUNCTION payment_fact_stays()', fact || '_stays', fact);
    END LOOP;
END
$$;
