CREATE TABLE public.beers (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 100),
    style text CHECK (char_length(style) BETWEEN 1 AND 50),
    abv numeric(4, 1) NOT NULL CHECK (abv BETWEEN 0 AND 100),
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);
