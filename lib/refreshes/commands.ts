import type { Cause, Seen } from '#lib/leases/model.ts';
import { clearDue, claimGrant, keepLease, type Claim } from '#lib/leases/commands.ts';
import type { GrantPlace } from '#lib/leases/queries.ts';
