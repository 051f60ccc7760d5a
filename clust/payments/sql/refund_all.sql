-- Give back all that was paid for the orders of a clearing, which owe nothing any more. What the
-- provider could not send back waits for the desk, until it was tried again in any way.
WITH whole AS (
    UPDATE capture AS c SET refunded_cents = c.cents
    FROM capture AS was, "order" AS o, allotment AS a
    WHERE was.id = c.id AND o.id = c.order_id AND a.id = o.allotment_id
      AND a.clearing_id = %(clearing)s AND c.refunded_cents < c.cents
      AND NOT EXISTS (
          SELECT FROM refund_failure AS f JOIN refund AS r ON r.id = f.refund_id
          WHERE r.capture_id = c.id AND NOT EXISTS (
              SELECT FROM refund AS again WHERE again.capture_id = c.id AND again.id > r.id
          )
      )
    RETURNING c.id, c.cents - was.refunded_cents AS cents, c.attempt_id
)
INSERT INTO refund (capture_id, cents, by_bank, ref, open, at)
SELECT id, cents, attempt_id IS NULL, '', true, %(now)s FROM whole ORDER BY id
RETURNING id
