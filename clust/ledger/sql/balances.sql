-- The balances that everybody's postings move, kept by the statement that writes them.

CREATE OR REPLACE FUNCTION month_in_books(at timestamptz) RETURNS date
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN date_trunc('month', timezone('Europe/Paris', at))::date;

-- Who writes at the same time writes into different stripes, so that nobody waits for a balance
-- and none of them meet in a deadlock: a stripe is held to the end of the transaction. Where all
-- are taken the connection's own number, below zero, is one more.
CREATE OR REPLACE FUNCTION free_stripe() RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    stripes CONSTANT integer := 8;
    stripe integer;
BEGIN
    FOR n IN 0 .. stripes - 1 LOOP
        stripe := (pg_backend_pid() + n) % stripes;
        IF pg_try_advisory_xact_lock('balance'::regclass::oid::integer, stripe) THEN
            RETURN stripe;
        END IF;
    END LOOP;
    RETURN -pg_backend_pid();
END
$$;

-- Every balance written anew from the postings; nobody posts meanwhile.
CREATE OR REPLACE FUNCTION rebuild_balances() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    LOCK TABLE posting IN SHARE ROW EXCLUSIVE MODE;
    DELETE FROM balance;
    EXECUTE '
        INSERT INTO balance
            (month, currency, account, detail, stripe, debit_cents, credit_cents, postings)
        SELECT month_in_books(e.at), e.currency, p.account, p.detail, 0,
               sum(greatest(p.cents, 0)), sum(greatest(-p.cents, 0)), count(*)
        FROM posting AS p JOIN entry AS e ON e.id = p.entry_id
        GROUP BY 1, 2, 3, 4
    ';
END
$$;

ALTER TABLE balance SET (fillfactor = 40);
SELECT rebuild_balances();
