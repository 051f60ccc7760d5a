-- The book of a campaign: what stands, in which order, and what each rung carries.
-- The rules are those of clust/rules/clearing.py; tests hold the two together on random books.

-- Pledges of which something is left; extra is what the holder would take beyond that.
CREATE OR REPLACE FUNCTION standing(p_campaign bigint)
RETURNS TABLE (
    id bigint, variant_id bigint, units integer, extra integer,
    fewer boolean, maximum integer, at timestamptz
)
LANGUAGE sql STABLE AS $$
    SELECT p.id, p.variant_id, (p.units - coalesce(gone.units, 0))::integer, p.up_to - p.units,
           p.fewer, p.maximum_gross_cents, p.at
    FROM pledge AS p
    LEFT JOIN (
        SELECT w.pledge_id, sum(w.units) AS units
        FROM withdrawal AS w JOIN pledge AS q ON q.id = w.pledge_id
        WHERE q.campaign_id = p_campaign
        GROUP BY w.pledge_id
    ) AS gone ON gone.pledge_id = p.id
    WHERE p.campaign_id = p_campaign AND p.units > coalesce(gone.units, 0)
$$;

-- The comings-in that still hold: a pledge's place in the order where there is a cap.
CREATE OR REPLACE FUNCTION comings(p_campaign bigint)
RETURNS TABLE (id bigint, pledge_id bigint, at timestamptz)
LANGUAGE sql STABLE AS $$
    SELECT c.id, c.pledge_id, c.at
    FROM coming_in AS c
    JOIN pledge AS p ON p.id = c.pledge_id
    LEFT JOIN going_out AS g ON g.coming_in_id = c.id
    WHERE p.campaign_id = p_campaign AND g.id IS NULL
$$;

-- Standing pledges in book order: (came in, id), then (at, id).
CREATE OR REPLACE FUNCTION book(p_campaign bigint)
RETURNS TABLE (
    place bigint, id bigint, variant_id bigint, units integer, extra integer,
    fewer boolean, maximum integer
)
LANGUAGE sql STABLE AS $$
    SELECT row_number() OVER (ORDER BY coalesce(c.at, 'infinity'), CASE WHEN c.at IS NULL THEN s.at END, s.id),
           s.id, s.variant_id, s.units, s.extra, s.fewer, s.maximum
    FROM standing(p_campaign) AS s
    LEFT JOIN comings(p_campaign) AS c ON c.pledge_id = s.id
$$;

-- The first rung whose price is within a maximum; one more than the last where none is.
CREATE OR REPLACE FUNCTION level_of(p_campaign bigint, p_maximum integer) RETURNS integer
LANGUAGE sql STABLE AS $$
    SELECT coalesce(
        (SELECT number FROM rung
         WHERE campaign_id = p_campaign AND gross_cents <= p_maximum
         ORDER BY gross_cents DESC LIMIT 1),
        (SELECT max(number) + 1 FROM rung WHERE campaign_id = p_campaign)
    )
$$;

-- Units per rung and variant, counted from the facts.
CREATE OR REPLACE FUNCTION counted(p_campaign bigint)
RETURNS TABLE (number integer, variant_id bigint, wanted bigint, extra bigint)
LANGUAGE sql STABLE AS $$
    SELECT level_of(p_campaign, m.maximum), m.variant_id, sum(m.wanted)::bigint, sum(m.extra)::bigint
    FROM (
        SELECT maximum, variant_id, sum(units) AS wanted, sum(extra) AS extra
        FROM standing(p_campaign) GROUP BY maximum, variant_id
    ) AS m
    GROUP BY 1, 2
$$;

-- Each rung with the units of everybody whose maximum reaches it: what it carries at most.
CREATE OR REPLACE FUNCTION reach(p_campaign bigint)
RETURNS TABLE (number smallint, from_units integer, gross_cents integer, wanted bigint, most bigint)
LANGUAGE sql STABLE AS $$
    SELECT r.number, r.from_units, r.gross_cents,
           (sum(coalesce(l.wanted, 0)) OVER rungs)::bigint,
           (sum(coalesce(l.wanted + l.extra, 0)) OVER rungs)::bigint
    FROM rung AS r
    LEFT JOIN (
        SELECT number, sum(wanted) AS wanted, sum(extra) AS extra
        FROM level WHERE campaign_id = p_campaign GROUP BY number
    ) AS l ON l.number = r.number
    WHERE r.campaign_id = p_campaign
    WINDOW rungs AS (ORDER BY r.number)
$$;

-- Under a cap: who is admitted at a price, in book order, each whole, or cut where fewer is fine.
CREATE OR REPLACE FUNCTION admitted(p_campaign bigint, p_price integer, p_case integer, p_room integer)
RETURNS TABLE (place bigint, pledge_id bigint, variant_id bigint, units integer, extra integer, fewer boolean)
LANGUAGE plpgsql STABLE AS $$
DECLARE
    line record;
    have integer[] := '{}';
    had integer;
    free integer;
    cases integer := 0;
BEGIN
    FOR line IN
        SELECT b.*, dense_rank() OVER (ORDER BY b.variant_id)::integer AS v
        FROM book(p_campaign) AS b WHERE b.maximum >= p_price ORDER BY b.place
    LOOP
        had := coalesce(have[line.v], 0);
        free := ((had + p_case - 1) / p_case + p_room / p_case - cases) * p_case - had;
        IF p_room IS NOT NULL AND line.units > free THEN
            CONTINUE WHEN NOT line.fewer OR free < 1;
            line.units := free;
            line.extra := 0;
        END IF;
        cases := cases - (had + p_case - 1) / p_case + (had + line.units + p_case - 1) / p_case;
        have[line.v] := had + line.units;
        place := line.place;
        pledge_id := line.id;
        variant_id := line.variant_id;
        units := line.units;
        extra := line.extra;
        fewer := line.fewer;
        RETURN NEXT;
    END LOOP;
END
$$;

-- One variant's pledges in book order, sold in whole cases: what each gets.
CREATE OR REPLACE FUNCTION in_cases(p_case integer, units integer[], extras integer[], fewer boolean[])
RETURNS integer[]
LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    given integer[];
    wanted integer;
    spare integer;
    over integer;
    i integer;
BEGIN
    <<count_again>>
    LOOP
        wanted := (SELECT coalesce(sum(u), 0) FROM unnest(units) AS u);
        spare := (SELECT coalesce(sum(e), 0) FROM unnest(extras) AS e);
        spare := least((wanted + p_case - 1) / p_case, (wanted + spare) / p_case) * p_case - wanted;
        given := units;
        over := -spare;
        i := cardinality(units);
        WHILE over > 0 LOOP
            IF fewer[i] THEN
                given[i] := greatest(units[i] - over, 0);
                over := over - (units[i] - given[i]);
            ELSIF units[i] > 0 THEN
                units[i] := 0;
                extras[i] := 0;
                CONTINUE count_again;
            END IF;
            i := i - 1;
        END LOOP;
        EXIT;
    END LOOP;
    FOR i IN 1 .. cardinality(units) LOOP
        EXIT WHEN spare <= 0;
        over := least(spare, extras[i]);
        given[i] := given[i] + over;
        spare := spare - over;
    END LOOP;
    RETURN given;
END
$$;

-- What every pledge that is in gets at a price.
CREATE OR REPLACE FUNCTION allotted(p_campaign bigint, p_price integer, p_case integer, p_room integer)
RETURNS TABLE (pledge_id bigint, units integer)
LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF p_case = 1 AND p_room IS NULL THEN
        RETURN QUERY SELECT s.id, s.units FROM standing(p_campaign) AS s WHERE s.maximum >= p_price;
    ELSIF p_case = 1 THEN
        RETURN QUERY SELECT a.pledge_id, a.units FROM admitted(p_campaign, p_price, 1, p_room) AS a;
    ELSE
        RETURN QUERY
            SELECT share.pledge_id, share.units
            FROM (
                SELECT array_agg(a.pledge_id ORDER BY a.place) AS ids,
                       in_cases(p_case, array_agg(a.units ORDER BY a.place),
                                array_agg(a.extra ORDER BY a.place),
                                array_agg(a.fewer ORDER BY a.place)) AS given
                FROM admitted(p_campaign, p_price, p_case, p_room) AS a
                GROUP BY a.variant_id
            ) AS of_variant,
            LATERAL unnest(of_variant.ids, of_variant.given) AS share (pledge_id, units)
            WHERE share.units > 0;
    END IF;
END
$$;
