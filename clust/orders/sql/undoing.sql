-- An order bought now agrees with its pledge, and has no allotment of its own.
CREATE OR REPLACE FUNCTION direct_order_keys() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM new_rows AS n
        LEFT JOIN "order" AS o ON o.id = n.order_id AND o.allotment_id IS NULL
        LEFT JOIN pledge AS p
            ON p.id = n.pledge_id AND p.person_id = o.person_id AND p.campaign_id = o.campaign_id
            AND p.variant_id = o.variant_id AND p.delivery_option_id = o.delivery_option_id
            AND p.units = o.units
        WHERE p.id IS NULL OR o.unit_gross_cents > p.maximum_gross_cents
    ) THEN
        RAISE EXCEPTION 'an order bought now disagrees with its pledge' USING ERRCODE = '23503';
    END IF;
    RETURN NULL;
END
$$;
CREATE OR REPLACE TRIGGER direct_order_keys AFTER INSERT ON direct_order
REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION direct_order_keys();

-- What was undone stays undone, and never more than the order holds.
CREATE OR REPLACE FUNCTION undone_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a % stays as it was written', TG_TABLE_NAME USING ERRCODE = 'CLU02';
END
$$;
CREATE OR REPLACE TRIGGER cancellation_stays BEFORE UPDATE OR DELETE ON cancellation
FOR EACH ROW EXECUTE FUNCTION undone_stays();
CREATE OR REPLACE TRIGGER direct_order_stays BEFORE UPDATE OR DELETE ON direct_order
FOR EACH ROW EXECUTE FUNCTION undone_stays();

CREATE OR REPLACE FUNCTION cancellation_fits() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    wrong boolean;
BEGIN
    EXECUTE 'SELECT EXISTS (
        SELECT FROM (SELECT DISTINCT order_id FROM new_rows) AS n
        LEFT JOIN "order" AS o ON o.id = n.order_id
        CROSS JOIN LATERAL (
            SELECT sum(c.units) AS units, sum(c.goods_gross_cents) AS goods,
                   sum(c.delivery_gross_cents) AS delivery
            FROM cancellation AS c WHERE c.order_id = n.order_id
        ) AS gone
        WHERE o.id IS NULL OR gone.units > o.units OR gone.delivery > o.delivery_gross_cents
           OR gone.delivery < 0
           OR gone.goods > o.total_gross_cents - o.delivery_gross_cents
    )' INTO wrong;
    IF wrong THEN
        RAISE EXCEPTION 'more is undone than the order holds' USING ERRCODE = '23514';
    END IF;
    RETURN NULL;
END
$$;
CREATE OR REPLACE TRIGGER cancellation_fits AFTER INSERT ON cancellation
REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION cancellation_fits();
