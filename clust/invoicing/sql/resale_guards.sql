-- The invoice of a resale stays as it was issued, as every document does.
CREATE OR REPLACE TRIGGER resale_invoice_stays BEFORE UPDATE OR DELETE ON resale_invoice
FOR EACH ROW EXECUTE FUNCTION document_stays();
