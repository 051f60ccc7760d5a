-- An order stays as it was made; only its address may be changed or erased.
CREATE OR REPLACE FUNCTION order_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR (to_jsonb(NEW) - 'address_id') <> (to_jsonb(OLD) - 'address_id') THEN
        RAISE EXCEPTION 'an order stays as it was made' USING ERRCODE = 'CLU02';
    END IF;
    RETURN NEW;
END
$$;
CREATE OR REPLACE TRIGGER order_stays BEFORE UPDATE OR DELETE ON "order"
FOR EACH ROW EXECUTE FUNCTION order_stays();

-- Keys of orders, a million at a time, are checked as a set: each agrees with its allotment.
-- Planned anew each time: a plan kept from a few rows would take hours for a million. What was counted
-- while a set was being written calls its table empty, so that many rows are never looped over.
CREATE OR REPLACE FUNCTION order_keys() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    wrong boolean;
    loops text := current_setting('enable_nestloop');
BEGIN
    IF EXISTS (SELECT FROM new_rows OFFSET 1000) THEN
        PERFORM set_config('enable_nestloop', 'off', true);
    END IF;
    EXECUTE 'SELECT EXISTS (
        SELECT FROM new_rows AS n
        LEFT JOIN allotment AS a ON a.id = n.allotment_id AND a.units = n.units
        LEFT JOIN pledge AS p
            ON p.id = a.pledge_id AND p.person_id = n.person_id AND p.campaign_id = n.campaign_id
            AND p.variant_id = n.variant_id AND p.delivery_option_id = n.delivery_option_id
        WHERE n.allotment_id IS NOT NULL
          AND (p.id IS NULL OR n.unit_gross_cents > p.maximum_gross_cents)
    )' INTO wrong;
    PERFORM set_config('enable_nestloop', loops, true);
    IF wrong THEN
        RAISE EXCEPTION 'an order disagrees with its allotment' USING ERRCODE = '23503';
    END IF;
    RETURN NULL;
END
$$;
CREATE OR REPLACE TRIGGER order_keys AFTER INSERT ON "order"
REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION order_keys();
