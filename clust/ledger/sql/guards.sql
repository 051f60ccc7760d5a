-- The books are append only, and every entry written sums to zero.

CREATE OR REPLACE FUNCTION books_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the books are append only' USING ERRCODE = 'CLU02';
END
$$;
CREATE OR REPLACE TRIGGER entry_stays BEFORE UPDATE OR DELETE ON entry
FOR EACH ROW EXECUTE FUNCTION books_stay();
CREATE OR REPLACE TRIGGER posting_stays BEFORE UPDATE OR DELETE ON posting
FOR EACH ROW EXECUTE FUNCTION books_stay();

-- The lines of an entry come in one statement, which is checked as a set.
CREATE OR REPLACE FUNCTION entry_balances() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM new_rows GROUP BY entry_id HAVING sum(cents) <> 0) THEN
        RAISE EXCEPTION 'an entry must sum to zero' USING ERRCODE = 'CLU04';
    END IF;
    IF EXISTS (
        SELECT FROM (SELECT DISTINCT entry_id FROM new_rows) AS n
        LEFT JOIN entry AS e ON e.id = n.entry_id WHERE e.id IS NULL
    ) THEN
        RAISE EXCEPTION 'a posting belongs to an entry' USING ERRCODE = '23503';
    END IF;
    RETURN NULL;
END
$$;
CREATE OR REPLACE TRIGGER entry_balances AFTER INSERT ON posting
REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION entry_balances();
