-- What was bought, sent, received, lost, disposed of, billed and paid stays as it was written;
-- only the address of a parcel may be erased.
CREATE OR REPLACE FUNCTION goods_fact_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR (to_jsonb(NEW) - TG_ARGV) <> (to_jsonb(OLD) - TG_ARGV) THEN
        RAISE EXCEPTION 'a % stays as it was written', TG_TABLE_NAME USING ERRCODE = 'CLU02';
    END IF;
    RETURN NEW;
END
$$;
CREATE OR REPLACE TRIGGER parcel_stays BEFORE UPDATE OR DELETE ON parcel
FOR EACH ROW EXECUTE FUNCTION goods_fact_stays('address_id');

DO $$
DECLARE
    fact text;
BEGIN
    FOREACH fact IN ARRAY ARRAY['purchase_share', 'purchase_answer', 'purchase_answer_line',
                                'purchase_reduction', 'shipment', 'arrival', 'arrival_line',
                                'parcel_line', 'carrier_event', 'delivery', 'delivery_line',
                                'loss', 'gap', 'replacement', 'disposal', 'conclusion', 'delay',
                                'supplier_bill', 'supplier_payment']
    LOOP
        EXECUTE format('CREATE OR REPLACE TRIGGER %I BEFORE UPDATE OR DELETE ON %I '
                       'FOR EACH ROW EXECUTE FUNCTION goods_fact_stays()', fact || '_stays', fact);
    END LOOP;
END
$$;

-- A parcel is received or gone, never both, however close together the two are said.
CREATE OR REPLACE FUNCTION parcel_ends_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM parcel WHERE id = NEW.parcel_id FOR NO KEY UPDATE;
    IF EXISTS (SELECT FROM loss WHERE parcel_id = NEW.parcel_id)
       OR EXISTS (SELECT FROM delivery WHERE parcel_id = NEW.parcel_id) THEN
        RAISE EXCEPTION 'parcel % has come to its end', NEW.parcel_id USING ERRCODE = '23505';
    END IF;
    RETURN NEW;
END
$$;
CREATE OR REPLACE TRIGGER delivery_ends_once BEFORE INSERT ON delivery
FOR EACH ROW EXECUTE FUNCTION parcel_ends_once();
CREATE OR REPLACE TRIGGER loss_ends_once BEFORE INSERT ON loss
FOR EACH ROW EXECUTE FUNCTION parcel_ends_once();
