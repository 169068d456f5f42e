-- migrate: no transaction
-- For sort=name and sort=abv. A binary works without them, more slowly.
DROP INDEX CONCURRENTLY IF EXISTS public.beers_name_id;

CREATE INDEX CONCURRENTLY beers_name_id ON public.beers (name, id);

DROP INDEX CONCURRENTLY IF EXISTS public.beers_abv_id;

CREATE INDEX CONCURRENTLY beers_abv_id ON public.beers (abv, id);
