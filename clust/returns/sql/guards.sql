-- What came back, what was claimed and what was given back stays as it was written; what people
-- said is not a fact of the sale and can be erased with them.
CREATE OR REPLACE FUNCTION return_fact_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a % stays as it was written', TG_TABLE_NAME USING ERRCODE = 'CLU02';
END
$$;
DO $$
DECLARE
    fact text;
BEGIN
    FOREACH fact IN ARRAY ARRAY['retraction', 'return', 'return_dispatch', 'return_arrival',
                                'return_check', 'return_refusal', 'return_end', 'exchange',
                                'restitution', 'claim', 'claim_answer', 'recall']
    LOOP
        EXECUTE format('CREATE OR REPLACE TRIGGER %I BEFORE UPDATE OR DELETE ON %I '
                       'FOR EACH ROW EXECUTE FUNCTION return_fact_stays()', fact || '_stays', fact);
    END LOOP;
END
$$;
