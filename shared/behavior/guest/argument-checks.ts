// Checks the values that a program gives. A wrong kind of value is a clear error at once, never silently
// something else.
import type { ChangesData, MakingData, ThingData } from '../sandbox-protocol.ts'
import type { ArtifactId } from '../../world/address.ts'
import type { Builtins } from './builtins.ts'
import type { GuestLimits } from './guest-bounds.ts'
import type { Errors } from './guest-errors.ts'
import type { GuestThings } from './guest-things.ts'

type ValueChecks = ReturnType<typeof makeValueChecks>
export type Checks = ReturnType<typeof makeChecks>
export type HandlerFunction = (given: object) => unknown

export function makeValueChecks(
  builtins: Builtins,
  errors: Errors,
  things: GuestThings,
  bounds: GuestLimits,
) {
  const { isFinite, isInteger, isArray, each, isOneOf, keys, create, wellFormed, apply } = builtins
  const { complaint, kindOf, unknownName } = errors
  const facings = ['up', 'down', 'left', 'right']

  function wrong(where: string, wanted: string, value: unknown): Error {
    const given = isThing(value) ? 'a thing' : isArray(value) ? 'a list' : kindOf(value)
    return complaint(`${where} must be ${wanted}, not ${given}.`)
  }

  function isThing(value: unknown): value is object {
    return typeof value === 'object' && value !== null && things.idOf(value) !== undefined
  }

  function thing(value: unknown, where: string): ArtifactId {
    const id = typeof value === 'object' && value !== null ? things.idOf(value) : undefined
    if (id === undefined) throw wrong(where, 'a thing', value)
    return id
  }

  /** Somebody who has gone, too: then nobody knows any more whether it was a person. */
  function person(value: unknown, where: string): ArtifactId {
    const id = thing(value, where)
    const data = things.read(id)
    if (data === null || data.person !== null) return id
    throw complaint(`${where} must be a person who is here, and "${data.name}" is a thing.`)
  }

  function number(value: unknown, where: string): number {
    if (typeof value !== 'number' || !isFinite(value)) throw wrong(where, 'a number', value)
    return value
  }

  function spot(value: unknown, where: string): number {
    const pixels = number(value, where)
    if (pixels > bounds.COORDINATE_MAX || pixels < -bounds.COORDINATE_MAX) {
      throw complaint(`${where} is ${pixels}, which is further than any floor reaches.`)
    }
    return pixels
  }

  function distance(value: unknown, where: string): number {
    return within(number(value, where), where, 0, bounds.COORDINATE_MAX)
  }

  function line(value: unknown, where: string): number {
    const given = number(value, where)
    if (!isInteger(given) || given < 1 || given > bounds.TEXT_MAX)
      throw wrong(where, 'a whole number from 1', value)
    return given
  }

  function words(value: unknown, where: string, most: number): string {
    if (typeof value !== 'string') throw wrong(where, 'a text', value)
    if (value.length > most) {
      throw complaint(`${where} has ${value.length} characters; the limit is ${most}.`)
    }
    return wellFormed(value)
  }

  function facing(value: unknown, where: string): ThingData['facing'] {
    if (value === 'up' || value === 'down' || value === 'left' || value === 'right') return value
    if (typeof value === 'string') throw unknownName('direction', value, facings)
    throw wrong(where, "'up', 'down', 'left' or 'right'", value)
  }

  function handler(value: unknown, where: string): HandlerFunction {
    if (typeof value !== 'function') throw wrong(`The handler of ${where}`, 'a function', value)
    return (given) => apply(value, undefined, [given])
  }

  function options(value: unknown, where: string): object {
    if (typeof value !== 'object' || value === null || isArray(value) || isThing(value)) {
      throw wrong(`What is given to ${where}`, 'an object such as { name: ... }', value)
    }
    return value
  }

  /** The own properties of an object of options, all of which are known; undefined counts as left out. */
  function fields(
    value: unknown,
    where: string,
    known: readonly string[],
  ): Readonly<Record<string, unknown>> {
    const object = options(value, where)
    const given: Record<string, unknown> = create(null)
    each(keys(object), (name) => {
      if (!isOneOf(name, known)) throw unknownName('property', name, known, ` in ${where}`)
      const one = builtins.get(object, name)
      if (one !== undefined) given[name] = one
    })
    return given
  }

  function within(value: number, where: string, least: number, most: number): number {
    if (value < least || value > most)
      throw complaint(`${where} must be from ${least} to ${most}, not ${value}.`)
    return value
  }

  return { thing, person, number, spot, distance, line, words, facing, handler, fields, within, wrong }
}

/** The same checks, and those for the properties of a thing, which `set` and `create` take. */
export function makeChecks(
  { round, each, keys, match, wellFormed }: Builtins,
  { complaint }: Errors,
  checks: ValueChecks,
  bounds: GuestLimits,
) {
  const { thing, number, spot, words, facing, fields, within, wrong } = checks
  // No \p{...} here: its tables would be in every instance.
  const address = /^[^\s!-/:-@[-`{-~][^\s!-,/:-@[-^`{-~]{0,63}\/[^\s!-/:-@[-`{-~][^\s!-,/:-@[-^`{-~]{0,63}$/
  /** Largest angle that code gives, in degrees: a thousand times around. */
  const TURNS = 360_000
  const color = /^#[0-9a-f]{6}$/i
  const changeable: Readonly<Record<string, string>> = {
    name: 'a name',
    sprite: 'a sprite',
    width: 'a size',
    height: 'a size',
    tint: 'a colour',
    angle: 'an angle',
    opacity: 'an opacity',
    scale: 'a scale',
    paper: 'a colour',
    ink: 'a colour',
    title: 'a colour',
    passable: 'true or false',
    pushable: 'true or false',
    pickable: 'true or false',
    takeable: 'true or false',
    locked: 'true or false',
    speed: 'a percentage',
    power: 'a percentage',
    weight: 'a percentage',
    portal: 'an address',
  }
  const makeable: Readonly<Record<string, string>> = {
    ...changeable,
    text: 'a text',
    x: 'a spot',
    y: 'a spot',
    facing: 'a facing',
    on: 'a thing',
    fit: 'true or false',
  }

  /**
   * Returns a value in the form that the world takes. A value that the world would refuse is an error here,
   * where the line is known.
   */
  function field(kind: string, value: unknown, where: string): unknown {
    switch (kind) {
      case 'a thing':
        return thing(value, where)
      case 'a facing':
        return facing(value, where)
      case 'a spot':
        return spot(value, where)
      case 'a size':
        return within(round(number(value, where)), where, 1, bounds.SIZE_MAX)
      case 'an angle':
        return aroundOnce(within(round(number(value, where)), where, -TURNS, TURNS))
      case 'an opacity':
        return within(round(number(value, where)), where, 0, 100)
      case 'a scale':
        return within(round(number(value, where)), where, bounds.SCALE_MIN, bounds.SCALE_MAX)
      case 'a percentage':
        return within(number(value, where), where, 0, bounds.PERCENT_MAX)
      case 'true or false':
        if (typeof value !== 'boolean') throw wrong(where, kind, value)
        return value
      case 'a name':
        return words(value, where, bounds.NAME_MAX)
      case 'a sprite':
        if (value === '') throw complaint(`${where} must be a name such as 'lamp'.`)
        return words(value, where, bounds.SPRITE_MAX)
      case 'a text':
        return words(value, where, bounds.TEXT_MAX)
      default:
        return value === null ? null : pattern(kind, value, where)
    }
  }

  /** `self.angle + 15` goes on for ever. */
  const aroundOnce = (degrees: number): number => ((degrees % 360) + 360) % 360

  function pattern(kind: string, value: unknown, where: string): string {
    const isColor = kind === 'a colour'
    if (typeof value !== 'string' || match(isColor ? color : address, value) === null) {
      throw wrong(where, `${kind} such as ${isColor ? "'#ffcc00'" : "'ada/garden'"}, or null`, value)
    }
    return wellFormed(value)
  }

  function all(
    value: unknown,
    where: string,
    kinds: Readonly<Record<string, string>>,
  ): Record<string, unknown> {
    const given = fields(value, where, keys(kinds))
    const checked: Record<string, unknown> = {}
    each(keys(given), (name) => {
      checked[name] = field(kinds[name] ?? '', given[name], `"${name}" in ${where}`)
    })
    return checked
  }

  function changes(value: unknown, where: string): ChangesData {
    return all(value, where, changeable)
  }

  function making(value: unknown, where: string): MakingData {
    return all(value, where, makeable)
  }

  return { ...checks, changes, making }
}
