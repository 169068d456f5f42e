-- Tells every process what changed, so that copies in memory stay exact: "transaction ids", once a statement.
-- + for rows that are new (nobody has a copy of them), * for more than a hundred, or for the whole table.
-- NOTIFY is part of the transaction: told at its commit, in the order of commits, never for what was rolled back.
CREATE FUNCTION public.beers_tell() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    what text;
BEGIN
    CASE TG_OP
        WHEN 'INSERT' THEN
            what := '+';
        WHEN 'TRUNCATE' THEN
            what := '*';
        ELSE
            SELECT CASE WHEN count(*) > 100 THEN '*' ELSE string_agg(id::text, ',') END INTO what
            FROM (SELECT id FROM old_beers LIMIT 101) AS few;
    END CASE;
    IF what IS NOT NULL THEN
        PERFORM pg_notify('beer_changes', pg_current_xact_id()::text || ' ' || what);
    END IF;
    RETURN NULL;
END
$$;

-- One trigger for each: PostgreSQL allows a transition table for one event only.
CREATE TRIGGER beers_tell_insert AFTER INSERT ON public.beers
    FOR EACH STATEMENT EXECUTE FUNCTION public.beers_tell();

CREATE TRIGGER beers_tell_update AFTER UPDATE ON public.beers REFERENCING OLD TABLE AS old_beers
    FOR EACH STATEMENT EXECUTE FUNCTION public.beers_tell();

CREATE TRIGGER beers_tell_delete AFTER DELETE ON public.beers REFERENCING OLD TABLE AS old_beers
    FOR EACH STATEMENT EXECUTE FUNCTION public.beers_tell();

CREATE TRIGGER beers_tell_truncate AFTER TRUNCATE ON public.beers
    FOR EACH STATEMENT EXECUTE FUNCTION public.beers_tell();
