-- migrate: no transaction
-- Built while old and new tasks write: a plain CREATE INDEX would hold every INSERT up until it is done.
-- An interrupted build leaves an invalid index behind, so the next run starts afresh.
DROP INDEX CONCURRENTLY IF EXISTS public.beers_style_id;

CREATE INDEX CONCURRENTLY beers_style_id ON public.beers (style, id);
