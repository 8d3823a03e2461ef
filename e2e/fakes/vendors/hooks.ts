import { sendJson, type Vendor } from '../request.ts';

/** Those who listen to webhooks: the path says what is answered; who is called in an alarm is not there. */
export const hooks: Vendor = (request, response) => {
  if (request.method !== 'POST') return false;
  const usual = request.host.startsWith('alarms.') ? 503 : 200;
  const status = Number(/^\/answers\/(\d{3})$/.exec(request.path)?.[1] ?? usual);
  const isSigned = 'webhook-signature' in request.headers || 'x-apideck-signature' in request.headers;
  return sendJson(response, isSigned ? status : 401, {});
};
