-- The variant that an order is sent as: its own, or the substitute that its buyer said yes to.
CREATE OR REPLACE FUNCTION sent_variant(p_order bigint, p_variant bigint) RETURNS bigint
LANGUAGE sql STABLE AS $$
    SELECT coalesce((
        SELECT s.variant_id
        FROM substitution_question AS q
        JOIN substitution_answer AS a ON a.question_id = q.id
        JOIN substitution AS s ON s.id = q.offer_id
        WHERE q.order_id = p_order AND a.accepted
    ), p_variant)
$$;

DO $$
DECLARE
    fact text;
BEGIN
    FOREACH fact IN ARRAY ARRAY['substitution', 'substitution_question', 'substitution_answer']
    LOOP
        EXECUTE format('CREATE OR REPLACE TRIGGER %I BEFORE UPDATE OR DELETE ON %I '
                       'FOR EACH ROW EXECUTE FUNCTION goods_fact_stays()', fact || '_stays', fact);
    END LOOP;
END
$$;
