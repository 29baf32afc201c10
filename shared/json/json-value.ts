// JSON values: how one is recognized, and whether two say the same.

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json }

/** Yjs decodes records with the ordinary object prototype; its types and bytes have other prototypes. */
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
