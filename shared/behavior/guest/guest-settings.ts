// `props({ ... })`: settings that people change in the inspector. The object that it returns follows their
// changes.
import type { DeclaredSettings, SettingValues, SettingValue } from '../../world/live/setting-values.ts'
import type { Builtins } from './builtins.ts'
import type { Checks } from './argument-checks.ts'
import type { GuestLimits } from './guest-bounds.ts'
import type { Delivered } from './guest-delivery.ts'
import type { Errors } from './guest-errors.ts'
import type { GuestThings } from './guest-things.ts'

export type Settings = ReturnType<typeof makeSettings>

export function makeSettings(
  builtins: Builtins,
  errors: Errors,
  checks: Checks,
  things: GuestThings,
  delivered: Delivered,
  bounds: GuestLimits,
) {
  const { each, keys, get, hasOwn, isArray, isFinite, create, defineProperty } = builtins
  let set: SettingValues = {}
  let declared: DeclaredSettings = {}

  function props(given: unknown): object {
    if (typeof given !== 'object' || given === null || isArray(given))
      throw checks.wrong('props', 'an object such as { speed: 3 }', given)
    const before = declared
    const next: Record<string, SettingValue | readonly string[]> = { ...declared }
    const values: object = create(null)
    each(keys(given), (named) => {
      const name = checks.words(named, 'The name of a setting', bounds.ANCHOR_NAME_MAX)
      if (name === '__proto__') throw errors.complaint('A setting cannot have this name.')
      const usual = declaration(get(given, name), `The setting "${name}"`)
      defineProperty(next, name, { value: usual, enumerable: true, configurable: true, writable: true })
      defineProperty(values, name, { get: () => valueOf(name, usual), enumerable: true })
    })
    if (keys(next).length > bounds.SETTINGS_MAX)
      throw errors.complaint(`A program can declare at most ${bounds.SETTINGS_MAX} settings.`)
    delivered.add({ do: 'props', declared: next })
    declared = next
    delivered.undo(() => (declared = before))
    return things.strict('your settings')(values)
  }

  function declaration(value: unknown, where: string): SettingValue | readonly string[] {
    if (typeof value === 'boolean') return value
    if (typeof value === 'number' && isFinite(value)) return value
    if (typeof value === 'string') return checks.words(value, where, bounds.WORDS_MAX)
    if (!isArray(value)) throw checks.wrong(where, 'a number, a text, true, false, or a list of texts', value)
    if (value.length === 0 || value.length > bounds.CHOICES_MAX) {
      throw errors.complaint(`${where} has ${value.length} choices; it can have 1 to ${bounds.CHOICES_MAX}.`)
    }
    const choices: string[] = []
    for (let at = 0; at < value.length; at++)
      choices[at] = checks.words(value[at], `A choice of ${where}`, bounds.ANCHOR_VALUE_MAX)
    return choices
  }

  /** The value that people set, if it still fits the declaration. */
  function valueOf(name: string, usual: SettingValue | readonly string[]): SettingValue {
    const value = hasOwn(set, name) ? set[name] : undefined
    if (typeof usual !== 'object') return value === undefined || typeof value !== typeof usual ? usual : value
    for (let at = 0; at < usual.length; at++)
      if (typeof value === 'string' && usual[at] === value) return value
    return usual[0] ?? ''
  }

  function follow(settings: SettingValues): void {
    set = settings
  }

  return { declaration, props, follow }
}
