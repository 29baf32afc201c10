// The values that people give to the settings which a thing's code declares. They are in the scene: an edit,
// undone like any other. The code itself deals with a value that no longer fits.
import * as Y from 'yjs'
import type { ArtifactId } from '../address.ts'
import { SETTING_TEXT_MAX, SETTINGS_MAX } from '../limits.ts'
import { parseLivePair } from './live-document.ts'
import { isPlain } from '../place.ts'
import { mapIn, sceneArtifact } from '../scene/scene.ts'

export type SettingValue = number | string | boolean
export type SettingValues = Readonly<Record<string, SettingValue>>
/** A declared setting: its default value, or the list of choices, default first. */
export type DeclaredSettings = Readonly<Record<string, SettingValue | readonly string[]>>

/** The settings of a thing that has none. */
export const NO_SETTINGS: SettingValues = Object.freeze({})

/** Something that knows the settings of every thing: a view. */
interface Knowing {
  readonly settings: (id: ArtifactId) => SettingValues
}

/**
 * The settings that people have chosen on a thing; others have their default. From a view it is the same
 * object until it changes.
 */
export function settingsOf(at: Knowing | Y.Doc, id: ArtifactId): SettingValues {
  return at instanceof Y.Doc ? settingsIn(sceneArtifact(at, id)) : at.settings(id)
}

/** Reads the settings in an artifact's map; malformed values and values over the bound are left out. */
export function settingsIn(artifact: Y.Map<unknown> | null): SettingValues {
  return settingsFrom(mapIn(artifact, 'settings') ?? [])
}

/** The settings that a thing came with which exists only in live, by its map there. */
export function settingsInLive(artifact: Y.Map<unknown> | null): SettingValues {
  const settings = parseLivePair(artifact?.get('settings'))?.value
  return isPlain(settings) ? settingsFrom(Object.entries(settings)) : NO_SETTINGS
}

function settingsFrom(entries: Iterable<readonly [string, unknown]>): SettingValues {
  const settings: [string, SettingValue][] = []
  for (const [name, raw] of entries) {
    const value = parseSetting(raw)
    if (value !== null && isSettingName(name)) settings.push([name, value])
  }
  if (settings.length === 0) return NO_SETTINGS
  // By name, so that the same ones count everywhere when there are too many.
  settings.sort(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(settings.slice(0, SETTINGS_MAX))
}

/** A name as code writes one. `__proto__` would be none in an object. */
export function isSettingName(name: string): boolean {
  return name !== '__proto__' && /^[\p{L}\p{N}_$-]{1,40}$/u.test(name)
}

/** Reads a setting; null when it is none. */
export function parseSetting(raw: unknown): SettingValue | null {
  if (typeof raw === 'string') return raw.slice(0, SETTING_TEXT_MAX).toWellFormed()
  if (typeof raw === 'number') return Number.isFinite(raw) ? raw + 0 : null
  return typeof raw === 'boolean' ? raw : null
}

export function sameSettings(a: SettingValues, b: SettingValues): boolean {
  if (a === b) return true
  const names = Object.keys(a)
  return names.length === Object.keys(b).length && names.every((name) => a[name] === b[name])
}
