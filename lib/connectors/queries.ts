import { findComponent, getComponent, listComponents } from '#lib/catalog/catalog.ts';
import type { Settings } from '#lib/catalog/input.ts';
import { filledNames, findMethod, type AuthMethod, type AuthType, type Manifest } from '#lib/catalog/schema.ts';
import { AppError } from '#lib/errors.ts';
import {
  componentIdOf,
  connectionKeyOf,
  connectorFieldOf,
  familyOf,
  isUnifiedApi,
  nameSettings,
  ownFieldsOf,
} from './model.ts';
import type { Connector, ConnectorForm } from './schema.ts';

/**
 * The connector of an address: a family and a service, in whatever case they are written.
 * @throws AppError INPUT_INVALID for a family nobody knows; CONNECTOR_UNKNOWN for a service that is not in the catalogue
 */
export function requireConnector(api: string, service: string): Connector {
  const unifiedApi = api.toLowerCase();
  const serviceId = service.toLowerCase();
  if (!isUnifiedApi(unifiedApi))
    throw new AppError('INPUT_INVALID', 'There is no unified API of this name.', { field: 'unified_api' });
  const entry = findComponent(componentIdOf(serviceId));
  if (!entry)
    throw new AppError('CONNECTOR_UNKNOWN', 'There is no connector of this name here.', { field: 'service_id' });
  return { unifiedApi, serviceId, connectionKey: connectionKeyOf(unifiedApi, serviceId), component: entry.id };
}

/** Whether a secret is among what was sent, by whichever way of signing in it would be read. */
export function hasSecret({ component }: Connector, given: Readonly<Record<string, unknown>>): boolean {
  const entry = findComponent(component);
  if (!entry || 'broken' in entry) return false;
  return entry.authMethods.some((method) => Object.keys(nameSettings(method, given).secret).length > 0);
}

/** One connector of each component that can be read. */
export const listConnectors = (): readonly Connector[] =>
  listComponents().flatMap((entry) => {
    if ('broken' in entry) return [];
    const unifiedApi = familyOf(entry.id);
    return {
      unifiedApi,
      serviceId: entry.id,
      connectionKey: connectionKeyOf(unifiedApi, entry.id),
      component: entry.id,
    };
  });

/** How one signs in, where nobody has chosen yet: by OAuth where that is offered. */
const firstMethodOf = (component: Manifest): AuthMethod | undefined =>
  component.authMethods.find((one) => one.oauth) ?? component.authMethods[0];

/** What is asked for at a connector, with the settings that are saved. Null: its manifest cannot be read. */
export function findForm(id: string, authType: AuthType | null, settings: Settings): ConnectorForm | null {
  const entry = findComponent(id);
  if (!entry || 'broken' in entry) return null;
  const component = getComponent(id);
  const method = (authType && findMethod(component, authType)) ?? firstMethodOf(component);
  if (!method) return null;
  const derived = new Set([...method.derive.map((one) => one.field), ...filledNames(method)]);
  return {
    name: component.name,
    description: component.description ?? null,
    website: component.helpUrl ?? null,
    authType: method.type,
    fields: ownFieldsOf(method).map((field) => connectorFieldOf(field, derived.has(field.name), settings)),
  };
}
