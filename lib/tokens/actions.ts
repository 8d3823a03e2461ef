'use server';

import { action } from '#lib/gate/action.ts';
import * as commands from './commands.ts';
import * as queries from './queries.ts';
import { appsInput, renewInput, tokensInput } from './schema.ts';

export const createWithTokens = action(
  { input: tokensInput, permission: 'credential.create' },
  commands.createWithTokens,
);

export const renewTokens = action({ input: renewInput, permission: 'credential.update' }, commands.renewTokens);

/** What one may sign in through at an app. */
export const listSignInApps = action({ input: appsInput, permission: 'oauth_app.read' }, (ctx, { component }) =>
  queries.listSignInApps(ctx, component),
);
