// JSON as values: what is one, and whether two of them say the same.

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json }

export function isJson(value: unknown): value is Json {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return true
  if (typeof value === 'number') return Number.isFinite(value)
  if (Array.isArray(value)) return value.every(isJson)
  return isRecord(value) && Object.values(value).every(isJson)
}

/** What Yjs decodes has the prototype of all objects; its types and bytes have another. */
export function isRecord(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
}

/** For plain values and maps of them. */
export function isSameJson(a: unknown, b: unknown): boolean {
  return a === b || JSON.stringify(a, entries) === JSON.stringify(b, entries)
}

function entries(_key: string, value: unknown): unknown {
  return value instanceof Map ? [...value] : value
}
