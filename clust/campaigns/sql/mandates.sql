-- That a mandate passed to another card stays written.
CREATE OR REPLACE TRIGGER mandate_change_stays BEFORE DELETE ON mandate_change
FOR EACH ROW EXECUTE FUNCTION facts_stay();
