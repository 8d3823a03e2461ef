import { Hono } from 'hono';
import { z } from 'zod';
import { findComponent, listComponents } from '#lib/catalog/catalog.ts';
import type { Manifest } from '#lib/catalog/schema.ts';
import { authorise } from '#lib/ctx.ts';
import { notFound } from '#lib/errors.ts';
import { listEnvironments } from '#lib/environments/queries.ts';
import { serviceVersion } from '#lib/environments/schema.ts';
import type { ApiEnv } from '../request.ts';
import { queryOf } from './wire.ts';

const word = z.string().min(1).max(100);

/** What there is to connect to, and how: the first two steps of an import. */
export function connectorsApi(): Hono<ApiEnv> {
  const app = new Hono<ApiEnv>();

  app.get('/connectors', (c) => {
    authorise(c.var.ctx, 'credential.read');
    const wanted = queryOf(c, 'service', word) ?? queryOf(c, 'name', word);
    const components = listComponents().filter((one): one is Manifest => !('broken' in one));
    return c.json({ elements: components.filter(({ id }) => wanted === null || id === wanted).map(connectorOf) });
  });

  /** The version is read and not asked about: the catalogue has one of each, and programs have old numbers written down. */
  app.get('/services/:name/versions/:version{[0-9]{1,6}}/environments', async (c) => {
    const { name } = c.req.param();
    if (!findComponent(name)) throw notFound('This service');
    const environments = await listEnvironments(c.var.ctx, name);
    return c.json({
      elements: environments.map((one) => ({
        id: one.id,
        title: one.title,
        authenticationType: one.authenticationType,
        userDataSchema: one.userDataSchema,
        credentialsSchema: one.credentialsSchema,
        scopes: one.scopes,
      })),
    });
  });

  return app;
}

const connectorOf = ({ id, name, description }: Manifest) => ({
  name: id,
  title: name,
  description: description ?? '',
  version: `${serviceVersion}.0`,
  service: { id, name: id, version: serviceVersion },
});
