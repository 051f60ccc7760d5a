-- No two agreements of a partner on one day.
ALTER TABLE agreement ADD CONSTRAINT agreement_one_a_day EXCLUDE USING gist (
    int8range(partner_id, partner_id, '[]') WITH &&,
    daterange(from_on, until_on, '[]') WITH &&
);
