-- What no row may do, whoever writes it.

CREATE OR REPLACE FUNCTION facts_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is a fact and stays as it was written', TG_TABLE_NAME USING ERRCODE = 'CLU02';
END
$$;

DO $$
DECLARE
    fact text;
BEGIN
    FOREACH fact IN ARRAY ARRAY['withdrawal', 'coming_in', 'going_out', 'price_step',
                                'amendment', 'extension', 'renewal', 'release', 'closing',
                                'clearing', 'allotment', 'campaign_delivery']
    LOOP
        EXECUTE format('CREATE OR REPLACE TRIGGER %I BEFORE UPDATE OR DELETE ON %I '
                       'FOR EACH ROW EXECUTE FUNCTION facts_stay()', fact || '_stays', fact);
    END LOOP;
END
$$;

-- A pledge stays as it was given; only its address may be changed or erased.
CREATE OR REPLACE FUNCTION pledge_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR (to_jsonb(NEW) - 'address_id') <> (to_jsonb(OLD) - 'address_id') THEN
        RAISE EXCEPTION 'a pledge stays as it was given' USING ERRCODE = 'CLU02';
    END IF;
    RETURN NEW;
END
$$;
CREATE OR REPLACE TRIGGER pledge_stays BEFORE UPDATE OR DELETE ON pledge
FOR EACH ROW EXECUTE FUNCTION pledge_stays();

-- Terms are frozen at opening: a rung's price may only fall, a cap only rise.
CREATE OR REPLACE FUNCTION rung_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR NEW.campaign_id <> OLD.campaign_id OR NEW.number <> OLD.number
       OR NEW.from_units <> OLD.from_units OR NEW.gross_cents > OLD.gross_cents THEN
        RAISE EXCEPTION 'the ladder is frozen' USING ERRCODE = 'CLU03';
    END IF;
    RETURN NEW;
END
$$;
CREATE OR REPLACE TRIGGER rung_frozen BEFORE UPDATE OR DELETE ON rung
FOR EACH ROW EXECUTE FUNCTION rung_frozen();

CREATE OR REPLACE FUNCTION campaign_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE'
       OR (to_jsonb(NEW) - 'cap' - 'closes_at') <> (to_jsonb(OLD) - 'cap' - 'closes_at')
       OR NEW.cap < OLD.cap OR (OLD.cap IS NULL AND NEW.cap IS NOT NULL) THEN
        RAISE EXCEPTION 'the terms of a campaign are frozen' USING ERRCODE = 'CLU03';
    END IF;
    RETURN NEW;
END
$$;
CREATE OR REPLACE TRIGGER campaign_frozen BEFORE UPDATE OR DELETE ON campaign
FOR EACH ROW EXECUTE FUNCTION campaign_frozen();

-- Keys of rows that come a million at a time are checked as a set, not row by row.
CREATE OR REPLACE FUNCTION pledge_keys() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM new_rows AS n
        WHERE (SELECT true FROM campaign_delivery AS d
               WHERE d.campaign_id = n.campaign_id AND d.option_id = n.delivery_option_id) IS NULL
           OR (SELECT true FROM campaign AS c JOIN variant AS v ON v.product_id = c.product_id
               WHERE c.id = n.campaign_id AND v.id = n.variant_id) IS NULL
    ) THEN
        RAISE EXCEPTION 'a pledge points at nothing its campaign has' USING ERRCODE = '23503';
    END IF;
    RETURN NULL;
END
$$;
CREATE OR REPLACE TRIGGER pledge_keys AFTER INSERT ON pledge
REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION pledge_keys();

-- Planned anew each time: a plan kept from a few rows would take hours for a million. What was counted
-- while a set was being written calls its table empty, so that many rows are never looped over.
CREATE OR REPLACE FUNCTION allotment_keys() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    wrong boolean;
    loops text := current_setting('enable_nestloop');
BEGIN
    IF EXISTS (SELECT FROM new_rows OFFSET 1000) THEN
        PERFORM set_config('enable_nestloop', 'off', true);
    END IF;
    EXECUTE 'SELECT EXISTS (
        SELECT FROM new_rows AS n
        LEFT JOIN clearing AS r ON r.id = n.clearing_id
        LEFT JOIN closing AS l ON l.id = r.closing_id
        LEFT JOIN pledge AS p ON p.id = n.pledge_id AND p.campaign_id = l.campaign_id
        WHERE p.id IS NULL OR n.units > p.up_to
    )' INTO wrong;
    PERFORM set_config('enable_nestloop', loops, true);
    IF wrong THEN
        RAISE EXCEPTION 'an allotment points at no pledge of its campaign' USING ERRCODE = '23503';
    END IF;
    RETURN NULL;
END
$$;
CREATE OR REPLACE TRIGGER allotment_keys AFTER INSERT ON allotment
REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION allotment_keys();
