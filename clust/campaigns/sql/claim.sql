-- The gate of a campaign: claims, withdrawals, and the price they leave behind.
-- Everything here runs in one round trip; the gate's row is locked last and for as little as can be.

-- Look at the ladder again: rung in force, units in, who came in and went out under a cap.
-- The caller holds the gate's lock. Returns the units the rung carries (its A(k)).
CREATE OR REPLACE FUNCTION reckon(p_campaign bigint, p_at timestamptz)
RETURNS TABLE (rung smallint, gross_cents integer, units bigint)
LANGUAGE plpgsql AS $$
DECLARE
    g gate%ROWTYPE;
    r record;
    opening integer;
    everybody bigint;
    carries bigint := 0;
    now_in bigint;
    shown integer;
    shown_before integer;
    missing bigint;
BEGIN
    SELECT * INTO g FROM gate WHERE campaign_id = p_campaign;
    SELECT coalesce(sum(l.wanted), 0) INTO everybody FROM level AS l WHERE l.campaign_id = p_campaign;
    SELECT f.gross_cents INTO opening FROM rung AS f WHERE f.campaign_id = p_campaign AND f.number = 1;
    rung := 0;
    FOR r IN
        SELECT * FROM reach(p_campaign) AS k WHERE k.most >= k.from_units ORDER BY k.number DESC
    LOOP
        IF g.case_size = 1 AND (g.room IS NULL OR everybody <= g.room) THEN
            carries := r.wanted;
        ELSE
            SELECT coalesce(sum(a.units), 0) INTO carries
            FROM allotted(p_campaign, r.gross_cents, g.case_size, g.room) AS a;
        END IF;
        IF carries >= r.from_units THEN
            rung := r.number;
            gross_cents := r.gross_cents;
            units := carries;
            EXIT;
        END IF;
    END LOOP;
    shown := coalesce(gross_cents, opening);
    IF g.room IS NULL THEN
        SELECT k.wanted INTO now_in FROM reach(p_campaign) AS k WHERE k.number = greatest(rung, 1);
    ELSE
        now_in := settle(p_campaign, shown, g.case_size, g.room, p_at);
    END IF;
    SELECT min(k.from_units - k.most) INTO missing FROM reach(p_campaign) AS k WHERE k.number > rung;
    UPDATE gate SET rung = reckon.rung, units = now_in, slack = coalesce(missing, 2000000000),
                    version = version + 1
    WHERE campaign_id = p_campaign;
    IF rung <> g.rung THEN
        SELECT f.gross_cents INTO shown_before
        FROM rung AS f WHERE f.campaign_id = p_campaign AND f.number = greatest(g.rung, 1);
        INSERT INTO price_step (campaign_id, was, rung, was_gross_cents, gross_cents, units, at)
        VALUES (p_campaign, g.rung, rung, shown_before, shown, coalesce(reckon.units, now_in), p_at);
    END IF;
    RETURN NEXT;
END
$$;

-- Under a cap: write who comes in and who goes out at the price shown; return the units admitted.
CREATE OR REPLACE FUNCTION settle(
    p_campaign bigint, p_shown integer, p_case integer, p_room integer, p_at timestamptz
) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
    total bigint;
BEGIN
    INSERT INTO going_out (coming_in_id, at)
    SELECT c.id, p_at FROM comings(p_campaign) AS c JOIN pledge AS p ON p.id = c.pledge_id
    WHERE p.maximum_gross_cents < p_shown;
    INSERT INTO coming_in (pledge_id, at)
    SELECT a.pledge_id, p_at FROM admitted(p_campaign, p_shown, p_case, p_room) AS a
    WHERE a.pledge_id NOT IN (SELECT c.pledge_id FROM comings(p_campaign) AS c);
    SELECT coalesce(sum(a.units), 0) INTO total FROM admitted(p_campaign, p_shown, p_case, p_room) AS a;
    RETURN total;
END
$$;

-- Cases that the pledges in take up, one more pledge of a variant included.
CREATE OR REPLACE FUNCTION cases_with(p_campaign bigint, p_case integer, p_variant bigint, p_units integer)
RETURNS bigint
LANGUAGE sql STABLE AS $$
    SELECT coalesce(sum((per_variant.units + p_case - 1) / p_case), 0)::bigint
    FROM (
        SELECT line.variant_id, sum(line.units) AS units
        FROM (
            SELECT s.variant_id, s.units
            FROM standing(p_campaign) AS s JOIN comings(p_campaign) AS c ON c.pledge_id = s.id
            UNION ALL SELECT p_variant, p_units
        ) AS line
        GROUP BY line.variant_id
    ) AS per_variant
$$;

-- Place one pledge. Joining (p_waits false) takes the price shown or a lower one, and p_maximum,
-- where given, to stay in up to; waiting takes p_maximum. A refusal takes no row lock.
CREATE OR REPLACE FUNCTION claim(
    p_campaign bigint, p_person bigint, p_variant bigint, p_option bigint, p_address bigint,
    p_units integer, p_up_to integer, p_fewer boolean, p_maximum integer, p_waits boolean,
    p_shown integer, p_surcharge integer, p_key uuid, p_at timestamptz,
    OUT outcome text, OUT pledge_id bigint, OUT price integer, OUT places bigint
)
LANGUAGE plpgsql AS $$
DECLARE
    g gate%ROWTYPE;
    most integer;
    is_in boolean;
    level_number integer;
    left_to_step integer;
BEGIN
    SELECT p.id, CASE WHEN p.person_id = p_person AND p.campaign_id = p_campaign
                      THEN 'again' ELSE 'key_taken' END
    INTO pledge_id, outcome FROM pledge AS p WHERE p.key = p_key;
    IF FOUND THEN RETURN; END IF;
    SELECT * INTO g FROM gate WHERE campaign_id = p_campaign;
    IF NOT FOUND THEN outcome := 'unknown'; RETURN; END IF;
    IF g.per_person IS NOT NULL OR (g.room IS NOT NULL AND g.case_size > 1) THEN
        SELECT * INTO g FROM gate WHERE campaign_id = p_campaign FOR UPDATE;
    END IF;
    IF p_at < g.opens_at THEN outcome := 'not_open'; RETURN; END IF;
    IF NOT g.open OR p_at >= g.closes_at THEN outcome := 'closed'; RETURN; END IF;
    SELECT f.gross_cents INTO price
    FROM rung AS f WHERE f.campaign_id = p_campaign AND f.number = greatest(g.rung, 1);
    IF NOT p_waits AND price > p_shown THEN outcome := 'price_rose'; RETURN; END IF;
    most := CASE WHEN p_waits THEN p_maximum ELSE greatest(p_maximum, price) END;
    is_in := most >= price;
    IF g.per_person IS NOT NULL THEN
        SELECT g.per_person - coalesce(sum(s.units + s.extra), 0) INTO places
        FROM standing(p_campaign) AS s JOIN pledge AS p ON p.id = s.id WHERE p.person_id = p_person;
        IF p_up_to > places THEN outcome := 'limit'; RETURN; END IF;
    END IF;
    IF is_in AND g.room IS NOT NULL THEN
        places := g.room - g.units;
        IF p_units > places OR (g.case_size > 1 AND g.room / g.case_size
                                < cases_with(p_campaign, g.case_size, p_variant, p_units)) THEN
            outcome := 'full';
            RETURN;
        END IF;
    END IF;
    level_number := CASE WHEN most = price THEN greatest(g.rung, 1) ELSE level_of(p_campaign, most) END;
    INSERT INTO pledge (
        campaign_id, person_id, variant_id, delivery_option_id, address_id, units, up_to, fewer,
        maximum_gross_cents, shown_gross_cents, surcharge_gross_cents, key, at
    ) VALUES (
        p_campaign, p_person, p_variant, p_option, p_address, p_units, p_up_to, p_fewer,
        most, p_shown, p_surcharge, p_key, p_at
    ) RETURNING id INTO pledge_id;
    IF is_in AND g.room IS NOT NULL THEN
        INSERT INTO coming_in (pledge_id, at) VALUES (claim.pledge_id, p_at);
    END IF;
    UPDATE gate SET units = units + CASE WHEN is_in THEN p_units ELSE 0 END,
                    slack = slack - p_up_to, version = version + 1
    WHERE campaign_id = p_campaign AND open AND p_at < closes_at
      AND rung = g.rung AND amendments = g.amendments
      AND (NOT is_in OR room IS NULL OR units + p_units <= room)
    RETURNING slack INTO left_to_step;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'the gate of campaign % moved', p_campaign USING ERRCODE = 'CLU01';
    END IF;
    INSERT INTO level (campaign_id, number, variant_id, wanted, extra)
    VALUES (p_campaign, level_number, p_variant, p_units, p_up_to - p_units)
    ON CONFLICT (campaign_id, number, variant_id) DO UPDATE
    SET wanted = level.wanted + excluded.wanted, extra = level.extra + excluded.extra;
    IF left_to_step <= 0 OR g.case_size > 1 THEN
        PERFORM reckon(p_campaign, p_at);
    END IF;
    outcome := 'placed';
END
$$;

-- Take units of a pledge back while the campaign is open.
CREATE OR REPLACE FUNCTION take_back(
    p_pledge bigint, p_units integer, p_cause text, p_key uuid, p_at timestamptz,
    OUT outcome text, OUT withdrawal_id bigint, OUT units_left integer
)
LANGUAGE plpgsql AS $$
DECLARE
    p pledge%ROWTYPE;
    g gate%ROWTYPE;
BEGIN
    SELECT * INTO p FROM pledge WHERE id = p_pledge;
    SELECT * INTO g FROM gate WHERE campaign_id = p.campaign_id FOR UPDATE;
    SELECT w.id INTO withdrawal_id FROM withdrawal AS w WHERE w.key = p_key AND w.pledge_id = p_pledge;
    SELECT p.units - coalesce(sum(w.units), 0) INTO units_left
    FROM withdrawal AS w WHERE w.pledge_id = p_pledge;
    IF withdrawal_id IS NOT NULL THEN outcome := 'again'; RETURN; END IF;
    IF NOT g.open OR (p_at >= g.closes_at AND p_cause <> 'released') THEN outcome := 'closed'; RETURN; END IF;
    IF p_units > units_left THEN outcome := 'too_many'; RETURN; END IF;
    INSERT INTO withdrawal (pledge_id, units, cause, key, at)
    VALUES (p_pledge, p_units, p_cause, p_key, p_at) RETURNING id INTO withdrawal_id;
    UPDATE level SET wanted = wanted - p_units,
                     extra = extra - CASE WHEN p_units = units_left THEN p.up_to - p.units ELSE 0 END
    WHERE campaign_id = p.campaign_id AND variant_id = p.variant_id
      AND number = level_of(p.campaign_id, p.maximum_gross_cents);
    units_left := units_left - p_units;
    PERFORM reckon(p.campaign_id, p_at);
    outcome := 'withdrawn';
END
$$;

-- Count units per rung anew, after a ladder changed or a set of pledges was released.
CREATE OR REPLACE FUNCTION recount(p_campaign bigint) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM level WHERE campaign_id = p_campaign;
    INSERT INTO level (campaign_id, number, variant_id, wanted, extra)
    SELECT p_campaign, c.number, c.variant_id, c.wanted, c.extra FROM counted(p_campaign) AS c;
END
$$;
