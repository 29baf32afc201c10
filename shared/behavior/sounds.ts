// The sounds of programs: those that come with Inkland, by name, and tones. A browser makes them; nothing is
// fetched, and nothing is stored.

export const SOUND_NAMES = [
  'alarm',
  'bell',
  'chime',
  'click',
  'coin',
  'drum',
  'knock',
  'lose',
  'pop',
  'step',
  'whoosh',
  'win',
] as const
export type SoundName = (typeof SOUND_NAMES)[number]

/** Most tones of one sound: four bars of eighths. */
export const TONES_MAX = 32
/** Lowest and highest tone, in Hz: what small loudspeakers give. */
export const TONE_MIN = 30
export const TONE_MAX = 8_000
/** Shortest and longest tone, in s, and how long one lasts if nothing is said. */
export const BEAT_MIN = 0.05
export const BEAT_MAX = 2
export const BEAT = 0.2
/** Longest sound, in s: a signal, and no music that never ends. */
export const SOUND_SECONDS_MAX = 10
/** Most sounds of a program in a second, and at once after a pause; and of all programs of a world. */
export const SOUNDS_PER_S = 5
export const SOUNDS_AT_ONCE = 10
export const WORLD_SOUNDS_PER_S = 20

/** `volume`: percent. `tones`: Hz, one after the other, each `beat` seconds long; null is a rest. */
export type Sound =
  | { readonly type: 'named'; readonly name: SoundName; readonly volume: number }
  | {
      readonly type: 'tones'
      readonly tones: readonly (number | null)[]
      readonly beat: number
      readonly volume: number
    }

/** Reads a sound as somebody else gave it; null when it is none. */
export function parseSound(raw: unknown): Sound | null {
  if (typeof raw !== 'object' || raw === null) return null
  const { type, name, tones, beat, volume }: Readonly<Record<string, unknown>> = { ...raw }
  if (!isWithin(volume, 0, 100)) return null
  if (type === 'named') {
    const known = SOUND_NAMES.find((one) => one === name)
    return known === undefined ? null : { type, name: known, volume }
  }
  if (type !== 'tones' || !Array.isArray(tones) || tones.length === 0 || tones.length > TONES_MAX) return null
  if (!isWithin(beat, BEAT_MIN, BEAT_MAX) || beat * tones.length > SOUND_SECONDS_MAX) return null
  const read = tones.map((tone: unknown) => (isWithin(tone, TONE_MIN, TONE_MAX) ? tone : null))
  return read.every((tone, at) => tone === tones[at]) ? { type, tones: read, beat, volume } : null
}

function isWithin(raw: unknown, least: number, most: number): raw is number {
  return typeof raw === 'number' && raw >= least && raw <= most
}
