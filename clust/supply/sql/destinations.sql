-- Where a buyer sent units stays as it was said; address and greeting are erased with the person.
CREATE OR REPLACE TRIGGER destination_stays BEFORE UPDATE OR DELETE ON destination
FOR EACH ROW EXECUTE FUNCTION goods_fact_stays('address_id', 'greeting');
