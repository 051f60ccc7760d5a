-- No two keepers of a storefront on one day.
ALTER TABLE tenure ADD CONSTRAINT tenure_one_a_day EXCLUDE USING gist (
    int8range(storefront_id, storefront_id, '[]') WITH &&,
    daterange(from_on, until_on, '[]') WITH &&
);
