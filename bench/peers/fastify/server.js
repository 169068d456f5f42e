// The beers in Fastify and pg, with what makes these two fast: two workers, response schemas, named (prepared) statements.
import cluster from 'node:cluster';
import Fastify from 'fastify';
import pg from 'pg';

if (cluster.isPrimary) {
  for (let worker = 0; worker < 2; worker++) cluster.fork();
} else {
  pg.types.setTypeParser(20, Number); // bigint
  pg.types.setTypeParser(1700, Number); // numeric
  const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 16 });
  const columns = 'id, name, style, abv, created_at AS "createdAt", updated_at AS "updatedAt"';
  const beer = {
    type: 'object',
    properties: {
      id: { type: 'integer' },
      name: { type: 'string' },
      style: { type: 'string', nullable: true },
      abv: { type: 'number' },
      createdAt: { type: 'string', format: 'date-time' },
      updatedAt: { type: 'string', format: 'date-time' },
    },
  };
  const server = Fastify();

  server.get('/beers/:id', {
    schema: {
      params: { type: 'object', properties: { id: { type: 'integer' } } },
      response: { 200: beer },
    },
  }, async (request, reply) => {
    const found = await pool.query({
      name: 'find', text: `SELECT ${columns} FROM public.beers WHERE id = $1`, values: [request.params.id],
    });
    return found.rows[0] ?? reply.code(404).send({ title: 'Not Found', status: 404 });
  });

  server.get('/beers', {
    schema: {
      querystring: {
        type: 'object',
        properties: { limit: { type: 'integer', minimum: 1, maximum: 500, default: 50 }, cursor: { type: 'string' } },
      },
      response: { 200: { type: 'array', items: beer } },
    },
  }, async (request, reply) => {
    const { limit, cursor } = request.query;
    const after = cursor ? Number(Buffer.from(cursor, 'base64url').toString()) : 0;
    const found = await pool.query({
      name: 'list', text: `SELECT ${columns} FROM public.beers WHERE id > $1 ORDER BY id LIMIT $2`, values: [after, limit + 1],
    });
    if (found.rows.length > limit) {
      found.rows.pop();
      const next = Buffer.from(String(found.rows.at(-1).id)).toString('base64url');
      reply.header('link', `</beers?limit=${limit}&cursor=${next}>; rel="next"`);
    }
    return found.rows;
  });

  await server.listen({ host: '127.0.0.1', port: Number(process.env.PORT) });
}
