// The sounds that a program makes: for all who are in the world, or for one person alone.
import type { ArtifactId } from '../../world/address.ts'
import type { Sound } from '../sounds.ts'
import type { Checks } from './argument-checks.ts'
import type { Builtins } from './builtins.ts'
import type { Acts } from './guest-acts.ts'
import type { GuestLimits } from './guest-bounds.ts'
import type { Errors } from './guest-errors.ts'

export function makeSounds(
  { codeAt, isArray, match, round }: Builtins,
  errors: Errors,
  checks: Checks,
  { SOUNDS, TONES_MAX, TONE_MIN, TONE_MAX, BEAT_MIN, BEAT_MAX, BEAT, SOUND_SECONDS_MAX }: GuestLimits,
  { ask }: Acts,
) {
  const note = /^([A-G])([#b]?)([0-8])$/
  /** How many half tones above C. */
  const halfTones: Readonly<Record<string, number>> = { C: 0, D: 2, E: 4, F: 5, G: 7, A: 9, B: 11 }

  function sound(what: unknown, options: unknown): Promise<unknown> {
    return make('sound', null, what, options)
  }

  function soundFor(person: unknown, what: unknown, options: unknown): Promise<unknown> {
    return make('soundFor', checks.person(person, 'The person of soundFor'), what, options)
  }

  function make(name: string, to: ArtifactId | null, what: unknown, options: unknown): Promise<unknown> {
    const { volume = 100, beat = BEAT } =
      options === undefined ? {} : checks.fields(options, name, ['volume', 'beat'])
    const loud = checks.within(checks.number(volume, `"volume" in ${name}`), `"volume" in ${name}`, 0, 100)
    const lasts = checks.number(beat, `"beat" in ${name}`)
    checks.within(lasts, `"beat" in ${name}`, BEAT_MIN, BEAT_MAX)
    return ask({ do: 'sound', to, sound: soundOf(name, what, loud, lasts) })
  }

  function soundOf(name: string, what: unknown, volume: number, beat: number): Sound {
    if (typeof what === 'string') {
      for (let at = 0; at < SOUNDS.length; at++) {
        const known = SOUNDS[at]
        if (known === what) return { type: 'named', name: known, volume }
      }
      throw errors.unknownName('sound', what, SOUNDS)
    }
    if (!isArray(what))
      throw checks.wrong(`The sound of ${name}`, "a name such as 'bell', or a list of tones", what)
    const count = what.length
    if (count < 1 || count > TONES_MAX)
      throw errors.complaint(`A sound has 1 to ${TONES_MAX} tones, and this one has ${count}.`)
    if (count * beat > SOUND_SECONDS_MAX)
      throw errors.complaint(
        `This sound would last ${round(count * beat)} seconds; the limit is ${SOUND_SECONDS_MAX}. Give it fewer tones, or a shorter "beat".`,
      )
    const tones: (number | null)[] = []
    for (let at = 0; at < count; at++) tones[at] = toneOf(what[at])
    return { type: 'tones', tones, beat, volume }
  }

  function toneOf(given: unknown): number | null {
    if (given === null) return null
    const tone = typeof given === 'string' ? noteOf(given) : checks.number(given, 'A tone')
    return checks.within(tone, 'A tone', TONE_MIN, TONE_MAX)
  }

  function noteOf(given: string): number {
    const found = match(note, given)
    if (found === null)
      throw errors.complaint(`A tone is hertz, a note such as 'C4', 'F#3' or 'Bb5', or null for a rest.`)
    const sign = found[2] === '#' ? 1 : found[2] === 'b' ? -1 : 0
    const above = (halfTones[found[1] ?? ''] ?? 0) + sign + 12 * (codeAt(found[3] ?? '4', 0) - 48)
    // The A over the middle C has 440 Hz, and is the 57th half tone over C0.
    return round(44_000 * 2 ** ((above - 57) / 12)) / 100
  }

  return { sound, soundFor }
}
