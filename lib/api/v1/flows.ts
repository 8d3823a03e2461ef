import { createRoute, z } from '@hono/zod-openapi';
import { activateFlow, pauseFlow } from '#lib/flows/commands.ts';
import { getFlow, listFlows } from '#lib/flows/queries.ts';
import { flowStates, type FlowDetail, type FlowRow, type StepDto } from '#lib/flows/schema.ts';
import { cursorText, storableText } from '#lib/names.ts';
import type { ApiContext } from '../request.ts';
import { etagOf, ifMatch, ifNoneMatch, isKnown, refuseChanged, refuseOther, revisionOf } from './etag.ts';
import { at, atOrNull, creates, instant, json, needs, oneId, pageOf, router, severalOf } from './wire.ts';

const tags = ['Flows'];

const trouble = z.object({ kind: z.string(), words: z.string() }).nullable();

const facts = {
  id: z.string(),
  name: z.string(),
  state: z.enum(flowStates),
  revision: z.int(),
  updatedAt: instant,
  updatedBy: z.string(),
};

const factsJson = ({ id, name, state, revision, updatedAt, updatedBy }: FlowRow | FlowDetail) => ({
  id,
  name,
  state,
  revision,
  updatedAt: at(updatedAt),
  updatedBy,
});

const listed = z
  .object({
    ...facts,
    steps: z.int(),
    components: z.array(z.string()),
    trouble: trouble.openapi({ description: 'The worst thing; null: nothing is wrong.' }),
  })
  .openapi('ListedFlow');

const listedJson = (row: FlowRow): z.output<typeof listed> => ({
  ...factsJson(row),
  steps: row.steps,
  components: row.apps.map((app) => app.id),
  trouble: row.trouble && { kind: row.trouble.kind, words: row.trouble.words },
});

const step = z
  .object({
    id: z.string(),
    name: z.string(),
    component: z.string(),
    credential: z
      .object({ id: z.string(), name: z.string(), environment: z.string(), state: z.string(), isDeleted: z.boolean() })
      .nullable(),
    trouble,
  })
  .openapi('Step');

const stepJson = ({ id, name, app, credential, trouble: wrong }: StepDto): z.output<typeof step> => ({
  id,
  name,
  component: app.id,
  credential: credential && {
    id: credential.id,
    name: credential.name,
    environment: credential.environment,
    state: credential.state,
    isDeleted: credential.isDeleted,
  },
  trouble: wrong && { kind: wrong.kind, words: wrong.words },
});

const flow = z
  .object({
    ...facts,
    identifier: z.string(),
    steps: z.array(step),
    waiting: z.string().nullable().openapi({ description: 'Why it cannot be activated yet; null: it can.' }),
    activatedAt: instant.nullable(),
    createdAt: instant,
  })
  .openapi('Flow');

const flowJson = (row: FlowDetail): z.output<typeof flow> => ({
  ...factsJson(row),
  identifier: row.identifier,
  steps: row.steps.map(stepJson),
  waiting: row.waiting,
  activatedAt: atOrNull(row.activatedAt),
  createdAt: at(row.createdAt),
});

const list = createRoute({
  method: 'get',
  path: '/flows',
  operationId: 'listFlows',
  summary: 'Flows by name, a page at a time',
  tags,
  ...needs('flow.read'),
  request: {
    query: z.object({
      q: storableText(200).optional(),
      state: severalOf(flowStates),
      trouble: z.enum(['true', 'false']).optional().openapi({ description: 'Those that something is wrong with.' }),
      after: cursorText.optional(),
    }),
  },
  responses: { 200: json(pageOf(listed).extend({ total: z.int() }), 'A page.') },
});

const get = createRoute({
  method: 'get',
  path: '/flows/{id}',
  operationId: 'getFlow',
  summary: 'One flow, with what its steps sign in with',
  tags,
  ...needs('flow.read', 'NOT_FOUND'),
  parameters: [ifNoneMatch],
  request: { params: oneId },
  responses: { 200: json(flow, 'The flow, with its ETag.'), 304: { description: 'You have it already.' } },
});

const activate = createRoute({
  method: 'post',
  path: '/flows/{id}/activate',
  operationId: 'activateFlow',
  summary: 'Activate a flow whose every step has its credential',
  tags,
  ...creates('flow.activate', 'NOT_FOUND', 'STATE_INVALID', 'PRECONDITION_FAILED'),
  parameters: [ifMatch],
  request: { params: oneId },
  responses: { 200: json(flow, 'The flow.') },
});

const pause = createRoute({
  method: 'post',
  path: '/flows/{id}/pause',
  operationId: 'pauseFlow',
  summary: 'Pause a flow',
  tags,
  ...creates('flow.activate', 'NOT_FOUND', 'STATE_INVALID', 'PRECONDITION_FAILED'),
  parameters: [ifMatch],
  request: { params: oneId },
  responses: { 200: json(flow, 'The flow.') },
});

export function flowsApi() {
  const app = router();
  app.openapi(list, async (c) => {
    const { trouble: isTroubled, ...filter } = c.req.valid('query');
    const page = await listFlows(c.var.ctx, { ...filter, trouble: isTroubled === 'true' });
    return c.json({ data: page.rows.map(listedJson), next: page.next, total: page.total }, 200);
  });
  app.openapi(get, async (c) => {
    const shown = flowJson(await getFlow(c.var.ctx, c.req.valid('param').id));
    const etag = etagOf(shown.revision, shown);
    return isKnown(c, etag) ? c.body(null, 304, { etag }) : c.json(shown, 200, { etag });
  });
  app.openapi(activate, async (c) => c.json(flowJson(await switched(c, c.req.valid('param').id, activateFlow)), 200));
  app.openapi(pause, async (c) => c.json(flowJson(await switched(c, c.req.valid('param').id, pauseFlow)), 200));
  return app;
}

/** As the client saw it, by `If-Match`; without one, as it is now. */
async function switched(c: ApiContext, flowId: string, work: typeof activateFlow): Promise<FlowDetail> {
  const { revision } = await getFlow(c.var.ctx, flowId);
  refuseOther(revision, revisionOf(c, { isNeeded: false }));
  return work(c.var.ctx, { flowId, revision }).catch(refuseChanged);
}
