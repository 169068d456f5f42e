-- Answers to requests that carried an Idempotency-Key, for as long as a client may repeat them.
CREATE TABLE public.idempotency_keys (
    path text NOT NULL,
    key text NOT NULL,
    request_hash bytea NOT NULL,
    status integer NOT NULL,
    location text,
    etag text,
    body bytea NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (path, key)
);

CREATE INDEX idempotency_keys_created_at ON public.idempotency_keys (created_at);
