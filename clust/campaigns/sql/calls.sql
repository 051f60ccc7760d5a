-- Calls everybody who wished for what a campaign offers, with a standing limit that its ladder can
-- reach on a day: their highest limit, once a person, not those who pledged already.
-- Each limit is locked as it is read: one that is taken back meanwhile is waited for and calls
-- nobody, and what replaced it is found by looking again, until a further look finds nobody new.
CREATE OR REPLACE FUNCTION write_calls(p_campaign bigint, p_day date, p_at timestamptz)
RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
    wishes bigint[];
    lowest integer;
    called bigint := 0;
    more bigint;
    looked boolean := false;
BEGIN
    SELECT (SELECT min(r.gross_cents) FROM rung AS r WHERE r.campaign_id = c.id)
           + coalesce((SELECT min(v.surcharge_gross_cents) FROM variant AS v
                       WHERE v.product_id = c.product_id), 0) INTO lowest
    FROM campaign AS c WHERE c.id = p_campaign;
    WITH RECURSIVE named AS (
        SELECT l.wish_id, c.currency
        FROM campaign AS c
        JOIN award AS a ON a.id = c.award_id
        JOIN quote AS q ON q.id = a.quote_id
        JOIN enquiry AS e ON e.id = q.enquiry_id
        JOIN brief_wish AS l ON l.brief_id = e.brief_id
        WHERE c.id = p_campaign
        UNION
        SELECT m.into_id, n.currency FROM named AS n JOIN merge AS m ON m.wish_id = n.wish_id
    )
    SELECT array_agg(w.id) INTO wishes
    FROM named AS n
    JOIN wish AS w ON w.id = n.wish_id AND w.currency = n.currency
    JOIN listing AS i ON i.campaign_id = p_campaign AND i.storefront_id = w.storefront_id;
    LOOP
        WITH held AS MATERIALIZED (
            SELECT b.id, b.person_id, b.limit_gross_cents
            FROM backing AS b
            WHERE b.wish_id = ANY (wishes) AND b.open
              AND b.limit_gross_cents >= lowest AND b.limit_until >= p_day
              AND NOT EXISTS (SELECT FROM call AS k
                              WHERE k.campaign_id = p_campaign AND k.person_id = b.person_id)
              AND NOT EXISTS (SELECT FROM pledge AS p
                              WHERE p.campaign_id = p_campaign AND p.person_id = b.person_id)
            FOR SHARE OF b
        )
        INSERT INTO call (campaign_id, backing_id, person_id, at)
        SELECT DISTINCT ON (h.person_id) p_campaign, h.id, h.person_id, p_at
        FROM held AS h
        ORDER BY h.person_id, h.limit_gross_cents DESC, h.id
        ON CONFLICT (campaign_id, person_id) DO NOTHING;
        GET DIAGNOSTICS more = ROW_COUNT;
        EXIT WHEN looked AND more = 0;
        called := called + more;
        looked := true;
    END LOOP;
    RETURN called;
END
$$;

DO $$
DECLARE
    fact text;
BEGIN
    FOREACH fact IN ARRAY ARRAY['call', 'calling']
    LOOP
        EXECUTE format('CREATE OR REPLACE TRIGGER %I BEFORE DELETE ON %I '
                       'FOR EACH ROW EXECUTE FUNCTION facts_stay()', fact || '_stays', fact);
    END LOOP;
END
$$;
