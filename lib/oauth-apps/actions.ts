'use server';

import { action } from '#lib/gate/action.ts';
import * as commands from './commands.ts';
import * as queries from './queries.ts';
import { issuerInput, newOauthApp, oauthAppUpdate, oneInput, secretInput } from './schema.ts';

export const createOauthApp = action({ input: newOauthApp, permission: 'oauth_app.update' }, commands.createOauthApp);

export const updateOauthApp = action(
  { input: oauthAppUpdate, permission: 'oauth_app.update' },
  commands.updateOauthApp,
);

export const rotateSecret = action({ input: secretInput, permission: 'oauth_app.update' }, commands.rotateSecret);

export const deleteOauthApp = action({ input: oneInput, permission: 'oauth_app.update' }, (ctx, { id }) =>
  commands.deleteOauthApp(ctx, id),
);

/** What an issuer publishes, shown before anything is saved. */
export const readEndpoints = action({ input: issuerInput, permission: 'oauth_app.update' }, (ctx, { issuer }) =>
  commands.readEndpoints(ctx, issuer),
);

/** The newest of one app, for a form that is opened or was overtaken. */
export const readOauthApp = action({ input: oneInput, permission: 'oauth_app.read' }, (ctx, { id }) =>
  queries.getOauthApp(ctx, id),
);
