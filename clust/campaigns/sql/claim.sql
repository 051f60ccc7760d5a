-- The gate of a campaign: claims, withdrawals, and the price they leave behind.
-- Everything here runs in one round trip; the gate's row is locked last and for as little as can be.

-- The deepest rung that its units carry where cases or a full cap decide, and those units; 0 for none.
CREATE OR REPLACE FUNCTION carried(
    p_campaign bigint, p_case integer, p_room integer, OUT rung smallint, OUT units bigint
)
LANGUAGE plpgsql STABLE AS $$
DECLARE
    r record;
BEGIN
    FOR r IN
        SELECT * FROM reach(p_campaign) AS k WHERE k.most >= k.from_units ORDER BY k.number DESC
    LOOP
        SELECT coalesce(sum(a.units), 0) INTO units
        FROM allotted(p_campaign, r.gross_cents, p_case, p_room) AS a;
        IF units >= r.from_units THEN
            rung := r.number;
            RETURN;
        END IF;
    END LOOP;
    rung := 0;
    units := 0;
END
$$;

-- Look at the ladder again: rung in force, units in, who came in and went out under a cap.
-- The caller holds the gate's lock. Returns the units the rung carries (its A(k)).
CREATE OR REPLACE FUNCTION reckon(p_campaign bigint, p_at timestamptz)
RETURNS TABLE (rung smallint, gross_cents integer, units bigint)
LANGUAGE plpgsql AS $$
DECLARE
    g gate%ROWTYPE;
    decided smallint;
    now_in bigint;
    shown integer;
    shown_before integer;
    missing bigint;
BEGIN
    SELECT * INTO g FROM gate WHERE campaign_id = p_campaign;
    g.room := g.room - held_places(p_campaign, g.case_size, p_at);
    IF g.case_size > 1 OR g.room < (SELECT sum(l.wanted) FROM level AS l WHERE l.campaign_id = p_campaign) THEN
        SELECT c.rung, c.units INTO decided, units FROM carried(p_campaign, g.case_size, g.room) AS c;
    END IF;
    WITH k AS MATERIALIZED (
        SELECT * FROM reach(p_campaign)
    ), best AS (
        SELECT coalesce(decided, max(k.number) FILTER (WHERE k.wanted >= k.from_units), 0) AS number FROM k
    )
    SELECT best.number,
           max(k.gross_cents) FILTER (WHERE k.number = best.number),
           max(k.gross_cents) FILTER (WHERE k.number = greatest(best.number, 1)),
           max(k.gross_cents) FILTER (WHERE k.number = greatest(g.rung, 1)),
           max(k.wanted) FILTER (WHERE k.number = greatest(best.number, 1)),
           coalesce(min(k.from_units - k.most) FILTER (WHERE k.number > best.number), 2000000000)
    INTO rung, gross_cents, shown, shown_before, now_in, missing
    FROM best, k GROUP BY best.number;
    IF decided IS NULL THEN
        units := CASE WHEN rung > 0 THEN now_in ELSE 0 END;
    END IF;
    IF g.room IS NOT NULL THEN
        now_in := settle(p_campaign, shown, g.case_size, g.room, p_at);
    END IF;
    UPDATE gate SET rung = reckon.rung, units = now_in, slack = missing, version = version + 1
    WHERE campaign_id = p_campaign;
    IF rung <> g.rung THEN
        INSERT INTO price_step (campaign_id, was, rung, was_gross_cents, gross_cents, units, at)
        VALUES (p_campaign, g.rung, rung, shown_before, shown, units, p_at);
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

-- Units that a person holds in a campaign, with what each pledge would take beyond.
CREATE OR REPLACE FUNCTION held(p_campaign bigint, p_person bigint) RETURNS bigint
LANGUAGE sql STABLE AS $$
    SELECT coalesce(sum(p.up_to - gone.units), 0)::bigint
    FROM pledge AS p, LATERAL (
        SELECT coalesce(sum(w.units), 0) AS units FROM withdrawal AS w WHERE w.pledge_id = p.id
    ) AS gone
    WHERE p.campaign_id = p_campaign AND p.person_id = p_person AND p.units > gone.units
$$;

-- Where a campaign has a limit per person, a person's claims come one after the other.
CREATE OR REPLACE FUNCTION one_by_one(p_campaign bigint, p_person bigint) RETURNS void
LANGUAGE sql AS $$
    SELECT pg_advisory_xact_lock(hashtextextended('limit:' || p_campaign || ':' || p_person, 0))
$$;

-- Place one pledge. Joining (p_waits false) takes the price shown or a lower one, and p_maximum,
-- where given, to stay in up to; waiting takes p_maximum. A refusal takes no row lock. The gate is
-- locked last; where it moved meanwhile (CLU01) the caller comes again with p_locks, which locks it
-- first and cannot fail so.
CREATE OR REPLACE FUNCTION claim(
    p_campaign bigint, p_person bigint, p_variant bigint, p_option bigint, p_address bigint,
    p_units integer, p_up_to integer, p_fewer boolean, p_maximum integer, p_waits boolean,
    p_shown integer, p_surcharge integer, p_key uuid, p_at timestamptz, p_locks boolean,
    OUT outcome text, OUT pledge_id bigint, OUT price integer, OUT places bigint
)
LANGUAGE plpgsql AS $$
DECLARE
    g record;
    looked_again boolean := false;
    most integer;
    is_in boolean;
    level_number integer;
    left_to_step integer;
BEGIN
    LOOP
        SELECT gate.*, f.gross_cents, (SELECT p.id FROM pledge AS p WHERE p.key = p_key) AS old INTO g
        FROM gate JOIN rung AS f ON f.campaign_id = gate.campaign_id AND f.number = greatest(gate.rung, 1)
        WHERE gate.campaign_id = p_campaign;
        IF NOT FOUND THEN outcome := 'unknown'; RETURN; END IF;
        EXIT WHEN looked_again OR NOT (p_locks OR g.per_person IS NOT NULL OR (g.case_size > 1 AND g.room IS NOT NULL));
        IF g.per_person IS NOT NULL THEN
            PERFORM one_by_one(p_campaign, p_person);
        END IF;
        IF p_locks OR g.per_person IS NULL OR (g.case_size > 1 AND g.room IS NOT NULL) THEN
            PERFORM FROM gate WHERE campaign_id = p_campaign FOR NO KEY UPDATE;
        END IF;
        looked_again := true;
    END LOOP;
    IF g.old IS NOT NULL THEN
        SELECT p.id, CASE WHEN p.person_id = p_person AND p.campaign_id = p_campaign
                          THEN 'again' ELSE 'key_taken' END
        INTO pledge_id, outcome FROM pledge AS p WHERE p.key = p_key;
        RETURN;
    END IF;
    IF p_at < g.opens_at THEN outcome := 'not_open'; RETURN; END IF;
    IF NOT g.open OR p_at >= g.closes_at THEN outcome := 'closed'; RETURN; END IF;
    price := g.gross_cents;
    IF NOT p_waits AND price > p_shown THEN outcome := 'price_rose'; RETURN; END IF;
    most := CASE WHEN p_waits THEN p_maximum ELSE greatest(p_maximum, price) END;
    is_in := most >= price;
    IF g.per_person IS NOT NULL THEN
        places := g.per_person - held(p_campaign, p_person);
        IF p_up_to > places THEN outcome := 'limit'; RETURN; END IF;
    END IF;
    IF is_in AND g.room IS NOT NULL THEN
        g.room := g.room - held_places(p_campaign, g.case_size, p_at);
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
    WITH passed AS (
        UPDATE gate SET units = units + CASE WHEN is_in THEN p_units ELSE 0 END,
                        slack = slack - p_up_to, version = version + 1
        WHERE campaign_id = p_campaign AND open AND p_at < closes_at
          AND rung = g.rung AND amendments = g.amendments
          AND (NOT is_in OR room IS NULL OR units + p_units <= room)
        RETURNING slack
    ), counted AS (
        INSERT INTO level (campaign_id, number, variant_id, wanted, extra)
        SELECT p_campaign, level_number, p_variant, p_units, p_up_to - p_units FROM passed
        ON CONFLICT (campaign_id, number, variant_id) DO UPDATE
        SET wanted = level.wanted + excluded.wanted, extra = level.extra + excluded.extra
    )
    SELECT slack INTO left_to_step FROM passed;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'the gate of campaign % moved', p_campaign USING ERRCODE = 'CLU01';
    END IF;
    IF left_to_step <= 0 OR g.case_size > 1 THEN
        PERFORM reckon(p_campaign, p_at);
    END IF;
    outcome := 'placed';
END
$$;

-- Place claims on one campaign that came together, in one statement and with answers of their own.
-- They come at one moment: a price step that they bring about holds for the next ones. Where the
-- answer to one may hang on another (a limit per person, the last places, cases under a cap) they
-- are placed one by one under one lock.
CREATE OR REPLACE FUNCTION claim_together(
    p_campaign bigint, p_person bigint[], p_variant bigint[], p_option bigint[], p_address bigint[],
    p_units integer[], p_up_to integer[], p_fewer boolean[], p_maximum integer[], p_waits boolean[],
    p_shown integer[], p_surcharge integer[], p_key uuid[], p_at timestamptz[], p_locks boolean
)
RETURNS TABLE (outcome text, pledge_id bigint, price integer, places bigint)
LANGUAGE plpgsql AS $$
DECLARE
    g gate%ROWTYPE;
    answer record;
    room_for bigint := (SELECT sum(u) FROM unnest(p_units) AS u);
    left_to_step integer;
BEGIN
    SELECT * INTO g FROM gate WHERE campaign_id = p_campaign;
    IF g.per_person IS NOT NULL OR (g.room IS NOT NULL AND (g.case_size > 1 OR room_for
            > g.room - g.units - held_places(p_campaign, g.case_size, (SELECT max(a) FROM unnest(p_at) AS a)))) THEN
        IF g.per_person IS NOT NULL THEN
            PERFORM one_by_one(p_campaign, who.id)
            FROM (SELECT DISTINCT id FROM unnest(p_person) AS id ORDER BY id) AS who;
        END IF;
        RETURN QUERY
            SELECT done.*
            FROM generate_subscripts(p_person, 1) AS i,
                 LATERAL claim(p_campaign, p_person[i], p_variant[i], p_option[i], p_address[i],
                               p_units[i], p_up_to[i], p_fewer[i], p_maximum[i], p_waits[i],
                               p_shown[i], p_surcharge[i], p_key[i], p_at[i], p_locks) AS done;
        RETURN;
    END IF;
    IF p_locks THEN
        SELECT * INTO g FROM gate WHERE campaign_id = p_campaign FOR NO KEY UPDATE;
    END IF;
    SELECT f.gross_cents INTO price
    FROM rung AS f WHERE f.campaign_id = p_campaign AND f.number = greatest(g.rung, 1);
    FOR answer IN
        WITH judged AS MATERIALIZED (
            SELECT c.*, CASE WHEN c.waits THEN c.maximum ELSE greatest(c.maximum, price) END AS most,
                   old.id AS old,
                   CASE WHEN old.person_id = c.person AND old.campaign_id = p_campaign THEN 'again'
                        WHEN old.id IS NOT NULL THEN 'key_taken'
                        WHEN g.campaign_id IS NULL THEN 'unknown'
                        WHEN c.at < g.opens_at THEN 'not_open'
                        WHEN NOT g.open OR c.at >= g.closes_at THEN 'closed'
                        WHEN NOT c.waits AND price > c.shown THEN 'price_rose' END AS refusal
            FROM unnest(p_person, p_variant, p_option, p_address, p_units, p_up_to, p_fewer,
                        p_maximum, p_waits, p_shown, p_surcharge, p_key, p_at) WITH ORDINALITY
                AS c (person, variant, option, address, units, up_to, fewer,
                      maximum, waits, shown, surcharge, key, at, place)
            LEFT JOIN pledge AS old ON old.key = c.key
        ), fine AS MATERIALIZED (
            SELECT * FROM judged WHERE refusal IS NULL
        ), placed AS (
            INSERT INTO pledge (
                campaign_id, person_id, variant_id, delivery_option_id, address_id, units, up_to,
                fewer, maximum_gross_cents, shown_gross_cents, surcharge_gross_cents, key, at
            )
            SELECT p_campaign, person, variant, option, address, units, up_to,
                   fewer, most, shown, surcharge, key, at
            FROM fine ORDER BY place
            RETURNING id, key, at, maximum_gross_cents
        ), came AS (
            INSERT INTO coming_in (pledge_id, at)
            SELECT id, at FROM placed WHERE g.room IS NOT NULL AND maximum_gross_cents >= price ORDER BY id
        ), total AS (
            SELECT coalesce(sum(units) FILTER (WHERE most >= price), 0) AS now_in, sum(up_to) AS up_to,
                   max(at) AS latest
            FROM fine HAVING count(*) > 0
        ), passed AS (
            UPDATE gate SET units = gate.units + total.now_in, slack = slack - total.up_to,
                            version = version + 1
            FROM total
            WHERE gate.campaign_id = p_campaign AND gate.open AND total.latest < gate.closes_at
              AND gate.rung = g.rung AND gate.amendments = g.amendments
              AND (gate.room IS NULL OR gate.units + total.now_in <= gate.room)
            RETURNING gate.slack
        ), counted AS (
            INSERT INTO level (campaign_id, number, variant_id, wanted, extra)
            SELECT p_campaign,
                   CASE WHEN most = price THEN greatest(g.rung, 1) ELSE level_of(p_campaign, most) END,
                   variant, sum(fine.units), sum(fine.up_to - fine.units)
            FROM fine, passed GROUP BY 2, 3
            ON CONFLICT (campaign_id, number, variant_id) DO UPDATE
            SET wanted = level.wanted + excluded.wanted, extra = level.extra + excluded.extra
        )
        SELECT coalesce(j.refusal, 'placed') AS outcome, coalesce(j.old, p.id) AS pledge_id,
               j.refusal IS NULL AS is_new, (SELECT slack FROM passed) AS slack
        FROM judged AS j LEFT JOIN placed AS p ON p.key = j.key
        ORDER BY j.place
    LOOP
        IF answer.is_new AND answer.slack IS NULL THEN
            RAISE EXCEPTION 'the gate of campaign % moved', p_campaign USING ERRCODE = 'CLU01';
        END IF;
        outcome := answer.outcome;
        pledge_id := answer.pledge_id;
        left_to_step := answer.slack;
        RETURN NEXT;
    END LOOP;
    IF left_to_step <= 0 OR (left_to_step IS NOT NULL AND g.case_size > 1) THEN
        PERFORM reckon(p_campaign, (SELECT max(a) FROM unnest(p_at) AS a));
    END IF;
END
$$;

-- Take units of a pledge back while the campaign is open. Where a higher maximum takes its place in
-- the same transaction (p_replaced) the price cannot rise, and the ladder is left to the new claim;
-- not under a cap, where the place may be somebody else's.
CREATE OR REPLACE FUNCTION take_back(
    p_pledge bigint, p_units integer, p_cause text, p_key uuid, p_at timestamptz, p_replaced boolean,
    OUT outcome text, OUT withdrawal_id bigint, OUT units_left integer
)
LANGUAGE plpgsql AS $$
DECLARE
    p pledge%ROWTYPE;
    g gate%ROWTYPE;
BEGIN
    SELECT * INTO p FROM pledge WHERE id = p_pledge;
    SELECT * INTO g FROM gate WHERE campaign_id = p.campaign_id;
    IF g.per_person IS NOT NULL THEN
        PERFORM one_by_one(p.campaign_id, p.person_id);
    END IF;
    SELECT * INTO g FROM gate WHERE campaign_id = p.campaign_id FOR NO KEY UPDATE;
    SELECT w.id, CASE WHEN w.pledge_id = p_pledge THEN 'again' ELSE 'key_taken' END
    INTO withdrawal_id, outcome FROM withdrawal AS w WHERE w.key = p_key;
    SELECT p.units - coalesce(sum(w.units), 0) INTO units_left
    FROM withdrawal AS w WHERE w.pledge_id = p_pledge;
    IF outcome IS NOT NULL THEN RETURN; END IF;
    IF NOT g.open OR (p_at >= g.closes_at AND p_cause <> 'released') THEN outcome := 'closed'; RETURN; END IF;
    IF p_units > units_left THEN outcome := 'too_many'; RETURN; END IF;
    INSERT INTO withdrawal (pledge_id, units, cause, key, at)
    VALUES (p_pledge, p_units, p_cause, p_key, p_at) RETURNING id INTO withdrawal_id;
    UPDATE level SET wanted = wanted - p_units,
                     extra = extra - CASE WHEN p_units = units_left THEN p.up_to - p.units ELSE 0 END
    WHERE campaign_id = p.campaign_id AND variant_id = p.variant_id
      AND number = level_of(p.campaign_id, p.maximum_gross_cents);
    units_left := units_left - p_units;
    IF p_replaced AND g.room IS NULL THEN
        UPDATE gate SET units = units - p_units, version = version + 1
        WHERE campaign_id = p.campaign_id AND p.maximum_gross_cents >= (
            SELECT f.gross_cents FROM rung AS f
            WHERE f.campaign_id = p.campaign_id AND f.number = greatest(g.rung, 1)
        );
    ELSE
        PERFORM reckon(p.campaign_id, p_at);
    END IF;
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
