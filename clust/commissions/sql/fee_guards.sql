-- Fees of communities' shops, their invoices and payments stay as they were written.
DO $$
DECLARE
    fact text;
BEGIN
    FOREACH fact IN ARRAY ARRAY['month_fee', 'fee_invoice', 'fee_payment']
    LOOP
        EXECUTE format('CREATE OR REPLACE TRIGGER %I BEFORE UPDATE OR DELETE ON %I '
                       'FOR EACH ROW EXECUTE FUNCTION royalty_fact_stays()',
                       fact || '_stays', fact);
    END LOOP;
END
$$;
