-- Choices that wait for their card, and the places they keep meanwhile.

-- Units that holds reserve under a cap, in whole cases per variant.
CREATE OR REPLACE FUNCTION held_places(p_campaign bigint, p_case integer, p_at timestamptz)
RETURNS bigint
LANGUAGE sql STABLE AS $$
    SELECT coalesce(sum((v.units + p_case - 1) / p_case * p_case), 0)::bigint
    FROM (
        SELECT sum(h.units) AS units
        FROM hold AS h LEFT JOIN hold_end AS e ON e.hold_id = h.id
        WHERE h.campaign_id = p_campaign AND h.until > p_at AND NOT h.waits AND e.id IS NULL
        GROUP BY h.variant_id
    ) AS v
$$;

-- Whether a choice could be pledged now, and the price: asked when it is held, under the gate's lock
-- where there is a cap, so that what is held and what is in never exceed it together.
CREATE OR REPLACE FUNCTION could_hold(
    p_campaign bigint, p_person bigint, p_variant bigint, p_units integer, p_up_to integer,
    p_maximum integer, p_waits boolean, p_shown integer, p_at timestamptz,
    OUT outcome text, OUT price integer, OUT places bigint
)
LANGUAGE plpgsql AS $$
DECLARE
    g record;
BEGIN
    PERFORM FROM gate WHERE campaign_id = p_campaign AND room IS NOT NULL FOR NO KEY UPDATE;
    SELECT gate.*, f.gross_cents INTO g
    FROM gate JOIN rung AS f ON f.campaign_id = gate.campaign_id AND f.number = greatest(gate.rung, 1)
    WHERE gate.campaign_id = p_campaign;
    price := g.gross_cents;
    IF p_at < g.opens_at THEN outcome := 'not_open'; RETURN; END IF;
    IF NOT g.open OR p_at >= g.closes_at THEN outcome := 'closed'; RETURN; END IF;
    IF NOT p_waits AND price > p_shown THEN outcome := 'price_rose'; RETURN; END IF;
    IF g.per_person IS NOT NULL THEN
        PERFORM one_by_one(p_campaign, p_person);
        places := g.per_person - held(p_campaign, p_person) - (
            SELECT coalesce(sum(h.up_to), 0)
            FROM hold AS h LEFT JOIN hold_end AS e ON e.hold_id = h.id
            WHERE h.campaign_id = p_campaign AND h.person_id = p_person AND h.until > p_at AND e.id IS NULL
        );
        IF p_up_to > places THEN outcome := 'limit'; RETURN; END IF;
    END IF;
    IF g.room IS NOT NULL AND (NOT p_waits OR p_maximum >= price) THEN
        g.room := g.room - held_places(p_campaign, g.case_size, p_at);
        places := g.room - g.units;
        IF p_units > places OR (g.case_size > 1 AND g.room / g.case_size
                                < cases_with(p_campaign, g.case_size, p_variant, p_units)) THEN
            outcome := 'full';
            RETURN;
        END IF;
    END IF;
    outcome := 'free';
END
$$;

DO $$
DECLARE
    fact text;
BEGIN
    FOREACH fact IN ARRAY ARRAY['hold_end', 'mandate']
    LOOP
        EXECUTE format('CREATE OR REPLACE TRIGGER %I BEFORE DELETE ON %I '
                       'FOR EACH ROW EXECUTE FUNCTION facts_stay()', fact || '_stays', fact);
    END LOOP;
END
$$;
