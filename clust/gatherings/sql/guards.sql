-- Who started, invited, came and signed stays written.
DO $$
DECLARE
    fact text;
BEGIN
    FOREACH fact IN ARRAY ARRAY['offering', 'offering_rung', 'offering_end', 'gathering',
                                'gathering_end', 'host', 'invitation', 'invitation_end', 'letter',
                                'acceptance', 'paper_form', 'paper_withdrawal']
    LOOP
        EXECUTE format('CREATE OR REPLACE TRIGGER %I BEFORE DELETE ON %I '
                       'FOR EACH ROW EXECUTE FUNCTION facts_stay()', fact || '_stays', fact);
    END LOOP;
END
$$;
