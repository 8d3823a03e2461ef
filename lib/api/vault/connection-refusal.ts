import type { ApiRefusal } from '../refusal.ts';

/** Tokens that nobody can refresh any more, as clients of this family read it. What is not known is not there. */
export function refreshRefusal({ message, detail }: Pick<ApiRefusal, 'message' | 'detail'>) {
  const { failureMessage, failureCode, erasedAt } = detail;
  const debug = {
    ...(typeof failureMessage === 'string' && { message: failureMessage }),
    ...(typeof failureCode === 'string' && { code: failureCode }),
    ...(typeof erasedAt === 'number' && { credentials_expire_at_ms: erasedAt }),
  };
  return { type: 'refresh_token_connector_error', message, debug };
}
