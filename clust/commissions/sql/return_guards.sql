-- What came back stays as it was written; of payments nothing changes but that they are open.
DROP TRIGGER IF EXISTS commission_payout_stays ON commission_payout;
DROP TRIGGER IF EXISTS royalty_payout_stays ON royalty_payout;
UPDATE royalty_payout AS o SET transfer_id = t.id
FROM transfer AS t
WHERE t.royalty_statement_id = o.statement_id AND t.open AND o.transfer_id IS NULL;
CREATE TRIGGER commission_payout_stays
    BEFORE DELETE OR UPDATE OF id, statement_id, transfer_id, cents, at ON commission_payout
    FOR EACH ROW EXECUTE FUNCTION royalty_fact_stays();
CREATE TRIGGER royalty_payout_stays
    BEFORE DELETE OR UPDATE OF id, statement_id, transfer_id, cents, reference, person_id, at
    ON royalty_payout FOR EACH ROW EXECUTE FUNCTION royalty_fact_stays();
CREATE OR REPLACE TRIGGER transfer_return_stays BEFORE UPDATE OR DELETE ON transfer_return
    FOR EACH ROW EXECUTE FUNCTION royalty_fact_stays();
