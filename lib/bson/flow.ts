import { z } from 'zod';
import { name, storableText } from '#lib/names.ts';
import { authTypes, requiredText } from './item.ts';
import { flowStepsMax } from './limits.ts';

const identifier = requiredText(200);

/** Which credential a step signs in with, by what a person and another installation know it by. Nothing of it travels. */
const credential = z.strictObject({
  identifier,
  name: requiredText(200),
  environment: storableText(100),
  authType: z.enum(authTypes),
});

const step = z.strictObject({
  name,
  component: z.string().regex(/^[\w-]{1,60}$/, 'Not the id of an app.'),
  credential: credential.nullable(),
});

/** One flow as it travels in a container: every field is there, none besides; no ids, no settings, no secrets. */
export const flowItem = z.strictObject({ identifier, name, steps: z.array(step).max(flowStepsMax) });

/** In a file of a newer format, whose news say nothing to us, whether they are of the flow, a step or a credential. */
export const newerFlowItem = flowItem
  .extend({ steps: z.array(step.extend({ credential: credential.strip().nullable() }).strip()).max(flowStepsMax) })
  .strip();

/** What somebody else wrote: what only an export can know may be absent. */
const plainStep = step.extend({
  credential: credential
    .partial({ identifier: true, environment: true, authType: true })
    .transform((given) => ({ identifier: null, environment: '', authType: null, ...given }))
    .nullable()
    .default(null),
});

export const plainFlow = z
  .strictObject({ identifier: identifier.optional(), name, steps: z.array(plainStep).max(flowStepsMax) })
  .transform((given) => ({ ...given, identifier: given.identifier ?? null }));

export type FlowItem = z.infer<typeof flowItem>;
export type ImportFlow = z.infer<typeof plainFlow>;
