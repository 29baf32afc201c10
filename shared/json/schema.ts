// Schemas of values that come from elsewhere, for what a browser reads before a world shows. The names, and
// what they accept, are zod's: all other bodies are parsed by zod, which would add 10 kB to the first view.

/** What a value has to look like. A schema of zod is one, too. */
export interface Schema<T> {
  safeParse(raw: unknown): SchemaResult<T>
  /** Throws where the value looks otherwise. */
  parse(raw: unknown): T
}

type SchemaResult<T> =
  | { readonly success: true; readonly data: T }
  | { readonly success: false; readonly data?: never }

/** What a schema reads. */
export type Infer<S> = S extends Schema<infer T> ? T : never

type ObjectFields = { readonly [key: string]: Schema<unknown> }
type OptionalKey<F extends ObjectFields> = {
  [K in keyof F]: undefined extends Infer<F[K]> ? K : never
}[keyof F]
type ReadFields<F extends ObjectFields> = { [K in Exclude<keyof F, OptionalKey<F>>]: Infer<F[K]> } & {
  [K in OptionalKey<F>]?: Infer<F[K]>
}

const NOTHING: SchemaResult<never> = { success: false }
const found = <T>(data: T): SchemaResult<T> => ({ success: true, data })

function schema<T>(safeParse: (raw: unknown) => SchemaResult<T>): Schema<T> {
  return {
    safeParse,
    parse(raw) {
      const parsed = safeParse(raw)
      if (parsed.success) return parsed.data
      throw new TypeError('A value has another shape than expected.')
    },
  }
}

/** A value that fulfils a test. */
export const custom = <T>(isIt: (raw: unknown) => raw is T): Schema<T> =>
  schema((raw) => (isIt(raw) ? found(raw) : NOTHING))

/** What a parser makes of a value; it gives null where it does not understand it. */
export const parsedBy = <T>(parse: (raw: unknown) => T | null): Schema<T> =>
  schema((raw) => {
    const value = parse(raw)
    return value === null ? NOTHING : found(value)
  })

export const unknown: Schema<unknown> = schema(found)
export const string = custom((raw) => typeof raw === 'string')
export const boolean = custom((raw) => typeof raw === 'boolean')
/** No `NaN`, nothing infinite. */
export const number = custom((raw): raw is number => Number.isFinite(raw))
export const literal = <const T extends string>(...values: readonly T[]): Schema<T> =>
  custom((raw): raw is T => values.some((value) => value === raw))

export const optional = <T>(of: Schema<T>): Schema<T | undefined> =>
  schema((raw) => (raw === undefined ? found(undefined) : of.safeParse(raw)))

export const nullable = <T>(of: Schema<T>): Schema<T | null> =>
  schema((raw) => (raw === null ? found(null) : of.safeParse(raw)))

/** Null where the value is missing, or nonsense. */
export const orNull = <T>(of: Schema<T>): Schema<T | null> =>
  schema((raw) => found(of.safeParse(raw).data ?? null))

export const array = <T>(of: Schema<T>): Schema<T[]> =>
  schema((raw) => {
    if (!Array.isArray(raw)) return NOTHING
    const values: T[] = []
    for (const one of raw) {
      const parsed = of.safeParse(one)
      if (!parsed.success) return NOTHING
      values.push(parsed.data)
    }
    return found(values)
  })

/** Gives a new object with these fields alone. */
export const object = <F extends ObjectFields>(fields: F): Schema<ReadFields<F>> => {
  const entries = Object.entries(fields)
  return schema((raw) => {
    if (typeof raw !== 'object' || raw === null) return NOTHING
    const values: { [key: string]: unknown } = {}
    for (const [key, of] of entries) {
      const value: unknown = Reflect.get(raw, key)
      const parsed = of.safeParse(value)
      if (!parsed.success) return NOTHING
      if (parsed.data !== undefined) values[key] = parsed.data
    }
    return found(values as ReadFields<F>)
  })
}

/** The first of these that fits. */
export const union = <const S extends readonly Schema<unknown>[]>(...schemas: S): Schema<Infer<S[number]>> =>
  schema((raw) => {
    for (const one of schemas) {
      const parsed = one.safeParse(raw)
      if (parsed.success) return found(parsed.data as Infer<S[number]>)
    }
    return NOTHING
  })
