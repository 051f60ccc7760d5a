-- What a community was asked for and paid stays as it was written.
CREATE OR REPLACE FUNCTION contribution_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND (to_jsonb(NEW) - 'reference') = (to_jsonb(OLD) - 'reference')
       AND to_jsonb(OLD) ->> 'reference' IS NULL THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a % stays as it was written', TG_TABLE_NAME USING ERRCODE = 'CLU02';
END
$$;
DO $$
DECLARE
    fact text;
BEGIN
    FOREACH fact IN ARRAY ARRAY['contribution_statement', 'contribution_line', 'contribution_payment']
    LOOP
        EXECUTE format('CREATE OR REPLACE TRIGGER %I BEFORE UPDATE OR DELETE ON %I '
                       'FOR EACH ROW EXECUTE FUNCTION contribution_stays()', fact || '_stays', fact);
    END LOOP;
END
$$;
