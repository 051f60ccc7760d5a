-- A card check and its answer stay as they were written; the provider's reference comes later, and
-- cards may be erased.
CREATE OR REPLACE TRIGGER card_check_stays BEFORE UPDATE OR DELETE ON card_check
FOR EACH ROW EXECUTE FUNCTION payment_fact_stays('ref', 'given_up', 'card_id', 'replaces_id');
CREATE OR REPLACE TRIGGER card_check_end_stays BEFORE UPDATE OR DELETE ON card_check_end
FOR EACH ROW EXECUTE FUNCTION payment_fact_stays('card_id');
