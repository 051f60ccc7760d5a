-- What was asked and answered stays; only what the model says is kept may change.
CREATE OR REPLACE FUNCTION payment_fact_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR (to_jsonb(NEW) - TG_ARGV) <> (to_jsonb(OLD) - TG_ARGV) THEN
        RAISE EXCEPTION 'a % stays as it was written', TG_TABLE_NAME USING ERRCODE = 'CLU02';
    END IF;
    RETURN NEW;
END
$$;
CREATE OR REPLACE TRIGGER attempt_stays BEFORE UPDATE OR DELETE ON attempt
FOR EACH ROW EXECUTE FUNCTION payment_fact_stays('open', 'ref', 'card_id', 'wants_holder', 'asked_at', 'look_at');
CREATE OR REPLACE TRIGGER capture_stays BEFORE UPDATE OR DELETE ON capture
FOR EACH ROW EXECUTE FUNCTION payment_fact_stays('refunded_cents');
CREATE OR REPLACE TRIGGER refund_stays BEFORE UPDATE OR DELETE ON refund
FOR EACH ROW EXECUTE FUNCTION payment_fact_stays('open', 'ref', 'asked_at', 'look_at');
CREATE OR REPLACE TRIGGER credit_use_stays BEFORE UPDATE OR DELETE ON credit_use
FOR EACH ROW EXECUTE FUNCTION payment_fact_stays('returned_cents');

DO $$
DECLARE
    fact text;
BEGIN
    FOREACH fact IN ARRAY ARRAY['refusal', 'refund_done', 'refund_failure', 'transfer_due',
                                'purchase_decision', 'campaign_cancellation']
    LOOP
        EXECUTE format('CREATE OR REPLACE TRIGGER %I BEFORE UPDATE OR DELETE ON %I '
                       'FOR EACH ROW EXECUTE FUNCTION payment_fact_stays()', fact || '_stays', fact);
    END LOOP;
END
$$;
