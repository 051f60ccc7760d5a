-- What was said of money that is kept stays as it was written.
CREATE OR REPLACE TRIGGER royalty_keeping_stays BEFORE UPDATE OR DELETE ON royalty_keeping
    FOR EACH ROW EXECUTE FUNCTION royalty_fact_stays();
