-- The books are append only, every entry written sums to zero, and balances are kept.

CREATE OR REPLACE FUNCTION books_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the books are append only' USING ERRCODE = 'CLU02';
END
$$;
CREATE OR REPLACE TRIGGER entry_stays BEFORE UPDATE OR DELETE ON entry
FOR EACH ROW EXECUTE FUNCTION books_stay();
CREATE OR REPLACE TRIGGER posting_stays BEFORE UPDATE OR DELETE ON posting
FOR EACH ROW EXECUTE FUNCTION books_stay();

-- The lines of an entry come in one statement, which is checked and added up as a set. Planned anew
-- each time: a plan kept from three lines would take hours for a million. A posting without an
-- entry has no currency, which the balance refuses.
CREATE OR REPLACE FUNCTION entry_balances() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM new_rows GROUP BY entry_id HAVING sum(cents) <> 0) THEN
        RAISE EXCEPTION 'an entry must sum to zero' USING ERRCODE = 'CLU04';
    END IF;
    EXECUTE '
        INSERT INTO balance AS kept
            (month, currency, account, detail, stripe, debit_cents, credit_cents, postings)
        SELECT month_in_books(e.at), e.currency, n.account, n.detail, $1,
               sum(greatest(n.cents, 0)), sum(greatest(-n.cents, 0)), count(*)
        FROM new_rows AS n LEFT JOIN entry AS e ON e.id = n.entry_id
        GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
        ON CONFLICT (month, currency, account, detail, stripe) DO UPDATE
        SET debit_cents = kept.debit_cents + excluded.debit_cents,
            credit_cents = kept.credit_cents + excluded.credit_cents,
            postings = kept.postings + excluded.postings
    ' USING free_stripe();
    RETURN NULL;
END
$$;
CREATE OR REPLACE TRIGGER entry_balances AFTER INSERT ON posting
REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION entry_balances();
