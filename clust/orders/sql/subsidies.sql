-- A subsidy stays as it was paid; only what flowed back of it is counted.
CREATE OR REPLACE FUNCTION subsidy_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE'
       OR (to_jsonb(NEW) - 'returned_cents') <> (to_jsonb(OLD) - 'returned_cents') THEN
        RAISE EXCEPTION 'a subsidy stays as it was paid' USING ERRCODE = 'CLU02';
    END IF;
    RETURN NEW;
END
$$;
CREATE OR REPLACE TRIGGER subsidy_stays BEFORE UPDATE OR DELETE ON subsidy
FOR EACH ROW EXECUTE FUNCTION subsidy_stays();
CREATE OR REPLACE TRIGGER subsidy_return_stays BEFORE UPDATE OR DELETE ON subsidy_return
FOR EACH ROW EXECUTE FUNCTION undone_stays();
