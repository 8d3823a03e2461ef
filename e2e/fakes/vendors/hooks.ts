import { sendJson, type Vendor } from '../request.ts';

/** Somebody who listens to webhooks: the path says what is answered. */
export const hooks: Vendor = (request, response) => {
  if (request.method !== 'POST') return false;
  const status = Number(/^\/answers\/(\d{3})$/.exec(request.path)?.[1] ?? 200);
  const isSigned = 'webhook-signature' in request.headers || 'x-apideck-signature' in request.headers;
  return sendJson(response, isSigned ? status : 401, {});
};
