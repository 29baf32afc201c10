// A declared setting as people see it.
import type { DeclaredSettings, SettingValue } from '../../shared/world/live/setting-values.ts'

export type Declared = DeclaredSettings[string]

/** The value that counts: people's, if it is of the declared kind, else the default. */
export function valueOf(declared: Declared, set: SettingValue | undefined): SettingValue {
  if (typeof declared === 'object') {
    const [usual = ''] = declared
    return typeof set === 'string' && declared.includes(set) ? set : usual
  }
  return typeof set === typeof declared && set !== undefined ? set : declared
}

/** `stepsPerTurn` and `steps_per_turn` as people read them: "steps per turn". */
export function labelOf(name: string): string {
  return name
    .replaceAll(/[_-]+/g, ' ')
    .replaceAll(
      /(\p{Ll})(\p{Lu})/gu,
      (_, before: string, after: string) => `${before} ${after.toLowerCase()}`,
    )
    .trim()
}
