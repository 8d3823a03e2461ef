import { authRoute } from '#lib/gate/auth.ts';

export { authRoute as GET, authRoute as POST };
