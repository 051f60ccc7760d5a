-- What an organiser answered for somebody without internet stays written.
CREATE OR REPLACE TRIGGER paper_answer_stays BEFORE DELETE ON paper_answer
    FOR EACH ROW EXECUTE FUNCTION facts_stay();
