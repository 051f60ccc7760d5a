-- What was earned, taken back, stated and paid stays as it was written.
CREATE OR REPLACE FUNCTION royalty_fact_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a % stays as it was written', TG_TABLE_NAME USING ERRCODE = 'CLU02';
END
$$;
DO $$
DECLARE
    fact text;
BEGIN
    FOREACH fact IN ARRAY ARRAY['royalty', 'royalty_reversal', 'royalty_statement',
                                'royalty_payout', 'rights_offer', 'rights_assignment']
    LOOP
        EXECUTE format('CREATE OR REPLACE TRIGGER %I BEFORE UPDATE OR DELETE ON %I '
                       'FOR EACH ROW EXECUTE FUNCTION royalty_fact_stays()',
                       fact || '_stays', fact);
    END LOOP;
END
$$;
