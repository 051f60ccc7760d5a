-- What a community said stays as it was said: another price is another plan.
CREATE OR REPLACE FUNCTION subsidy_fact_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a % stays as it was written', TG_TABLE_NAME USING ERRCODE = 'CLU02';
END
$$;
DO $$
DECLARE
    fact text;
BEGIN
    FOREACH fact IN ARRAY ARRAY['subsidy_plan', 'subsidy_plan_end', 'budget_change', 'subsidy_promise_end']
    LOOP
        EXECUTE format('CREATE OR REPLACE TRIGGER %I BEFORE UPDATE OR DELETE ON %I '
                       'FOR EACH ROW EXECUTE FUNCTION subsidy_fact_stays()', fact || '_stays', fact);
    END LOOP;
END
$$;
