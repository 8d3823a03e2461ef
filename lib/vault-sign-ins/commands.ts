import { and, eq, gt, lte, ne, type SQL } from 'drizzle-orm';
import { isUniqueViolation, transact, type Tx } from '#db/client.ts';
import { inList } from '#db/in-list.ts';
import { vaultSignIns } from '#db/schema/connections.ts';
import { getComponent } from '#lib/catalog/catalog.ts';
import { minuteMs, systemClock } from '#lib/clock.ts';
import { hasSibling } from '#lib/connects/queries.ts';
import { requireConsumer } from '#lib/consumers/queries.ts';
import { insertCredential, saveVersion } from '#lib/credentials/commands.ts';
import { verificationDto } from '#lib/credentials/model.ts';
import { authorise, type WorkspaceCtx } from '#lib/ctx.ts';
import { AppError, isAppError, notFound } from '#lib/errors.ts';
import { describeGrant } from '#lib/grants/queries.ts';
import { newToken } from '#lib/ids.ts';
import { keyring } from '#lib/keys/queries.ts';
import { codeOf, log } from '#lib/log.ts';
import { vaultRedirectUri } from '#lib/oauth-apps/model.ts';
import { openOauthApp, type OpenedOauthApp } from '#lib/oauth-apps/queries.ts';
import { authorizationUrl, hashOfState, newState, newVerifier, readCallback } from '#lib/oauth/authorization.ts';
import { scopesAsked } from '#lib/oauth/authorization.ts';
import { exchangeCode } from '#lib/oauth/tokens.ts';
import { askingAt, ownSettings, revokeGrant, tokensOf } from '#lib/tokens/commands.ts';
import { draftOfTokens, oauthMethodOf, readTyped, type TokensDraft } from '#lib/tokens/model.ts';
import { open, seal } from '#lib/vault/seal.ts';
import { prove, type Verification } from '#lib/verifications/commands.ts';
import {
  begunBinding,
  confirmOver,
  decodeBegun,
  decodeDraft,
  encode,
  hashOfToken,
  isOver,
  isSameHash,
  mismatch,
  namesFor,
  notBegunHere,
  scopesOf,
  serviceOf,
  told,
  toldError,
  tokensBinding,
  tooMany,
} from './model.ts';
