// `log(...)`: values as a line of the console.
import type { Builtins } from './builtins.ts'
import type { Delivered } from './guest-delivery.ts'
import type { Errors } from './guest-errors.ts'

export function makeConsole(
  { stringify, slice, toText, NativeError }: Builtins,
  errors: Errors,
  delivered: Delivered,
) {
  function log(...values: unknown[]): void {
    let line = ''
    for (let at = 0; at < values.length; at++) line += `${at === 0 ? '' : ' '}${wordsOf(values[at])}`
    delivered.log(line)
  }

  function wordsOf(value: unknown): string {
    try {
      if (typeof value === 'string') return slice(value, 0, 10_000)
      if (typeof value === 'function') return `function ${value.name}`
      if (typeof value !== 'object' || value === null) return toText(value)
      if (value instanceof NativeError) return errors.faultOf(value).message
      return stringify(value) ?? 'an object'
    } catch {
      return 'an object that cannot be shown'
    }
  }

  return { log }
}
