-- What partners earned, gave back, were billed and paid stays as it was written.
DO $$
DECLARE
    fact text;
BEGIN
    FOREACH fact IN ARRAY ARRAY['commission', 'clawback', 'commission_statement', 'self_bill',
                                'commission_payout', 'transfer_file', 'transfer_file_paid',
                                'transfer_end', 'transfer_download']
    LOOP
        EXECUTE format('CREATE OR REPLACE TRIGGER %I BEFORE UPDATE OR DELETE ON %I '
                       'FOR EACH ROW EXECUTE FUNCTION royalty_fact_stays()',
                       fact || '_stays', fact);
    END LOOP;
END
$$;
