/**
 * The three functions that the container inside @peculiar/x509 asks of `Reflect` before it starts. They keep metadata
 * per class, inherited along the prototype chain, as the metadata proposal says.
 */
const store = new WeakMap<object, Map<unknown, unknown>>();

function defineMetadata(key: unknown, value: unknown, target: object): void {
  const entries = store.get(target) ?? new Map<unknown, unknown>();
  store.set(target, entries.set(key, value));
}

const getOwnMetadata = (key: unknown, target: object): unknown => store.get(target)?.get(key);

function getMetadata(key: unknown, target: object): unknown {
  for (let one: object | null = target; one !== null; one = Reflect.getPrototypeOf(one)) {
    const entries = store.get(one);
    if (entries?.has(key)) return entries.get(key);
  }
  return undefined;
}

Object.assign(Reflect, { defineMetadata, getOwnMetadata, getMetadata });
