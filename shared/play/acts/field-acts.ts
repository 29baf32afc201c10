// `set`: a thing's name, its look, and the properties of play.
import type { ChangesData, ThingData } from '../../behavior/sandbox-protocol.ts'
import type { ArtifactId } from '../../world/address.ts'
import { PROPERTY } from '../../world/artifact.ts'
import { NAME_MAX, PERCENT_MAX, SCALE_MAX, SCALE_MIN, SIZE_MAX, SPRITE_MAX } from '../../world/limits.ts'
import { COLOR, LOOK, type Parse, parseName } from '../../world/look.ts'
import { plan, refusedPlan, type Plan, type ActContext } from './act-context.ts'
import { GONE } from './floor-placement.ts'

/** Code may come in with anybody: it gives away nothing of the world's. */
const WRITTEN =
  'Only people who can edit decide what may be taken along. Code decides it only for things that it made.'

type ChangeKey = keyof ChangesData

interface ChangeRule {
  readonly parse: Parse<unknown>
  /** Whether it can have no value. */
  readonly canBeNull: boolean
  readonly words: string
}

const FLAG = { canBeNull: false, words: 'is true or false' }
const PERCENT = { canBeNull: false, words: `is a percentage from 0 to ${PERCENT_MAX}` }
const SIZE = { canBeNull: false, words: `is a whole number of pixels from 1 to ${SIZE_MAX}` }
const COLOUR = { canBeNull: true, words: 'is a colour such as #fbf8f1, or null' }

const RULES: Readonly<Record<ChangeKey, ChangeRule>> = {
  name: { parse: parseLine, canBeNull: false, words: `is one line of 1 to ${NAME_MAX} characters` },
  sprite: { parse: LOOK.sprite, canBeNull: false, words: `is a text of 1 to ${SPRITE_MAX} characters` },
  width: { parse: LOOK.width, ...SIZE },
  height: { parse: LOOK.height, ...SIZE },
  tint: { parse: LOOK.tint, ...COLOUR },
  angle: { parse: LOOK.angle, canBeNull: false, words: 'is whole degrees from 0 to 359' },
  opacity: { parse: LOOK.opacity, canBeNull: false, words: 'is a whole percentage from 0 to 100' },
  scale: {
    parse: LOOK.scale,
    canBeNull: false,
    words: `is a whole percentage from ${SCALE_MIN} to ${SCALE_MAX}`,
  },
  paper: { parse: COLOR.paper, ...COLOUR },
  ink: { parse: COLOR.ink, ...COLOUR },
  title: { parse: COLOR.title, ...COLOUR },
  passable: { parse: PROPERTY.passable, ...FLAG },
  pushable: { parse: PROPERTY.pushable, ...FLAG },
  pickable: { parse: PROPERTY.pickable, ...FLAG },
  takeable: { parse: PROPERTY.takeable, ...FLAG },
  locked: { parse: PROPERTY.locked, ...FLAG },
  speed: { parse: PROPERTY.speed, ...PERCENT },
  power: { parse: PROPERTY.power, ...PERCENT },
  weight: { parse: PROPERTY.weight, ...PERCENT },
  portal: { parse: PROPERTY.portal, canBeNull: true, words: 'is an address such as ada/garden, or null' },
}

function isKey(key: string): key is ChangeKey {
  return Object.hasOwn(RULES, key)
}

export function planSet(context: ActContext, id: ArtifactId, changes: ChangesData): Plan {
  const thing = context.things.get(id)
  if (thing === null) return refusedPlan(GONE)
  if (thing.person !== null) return refusedPlan(`${thing.person} is a person, and cannot be changed.`)
  if (changes.takeable !== undefined && !context.things.isOnlyLive(id)) return refusedPlan(WRITTEN)
  const checked = checkChanges(changes)
  if ('why' in checked) return checked
  return plan(null, () => {
    if (Object.keys(checked.changes).length > 0) context.things.change(thing, checked.changes)
  })
}

/** Reads changes, all or none; an unknown one is refused, not ignored. */
export function checkChanges(
  changes: object,
): { readonly changes: Partial<ThingData> } | { readonly why: string } {
  const read: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(changes)) {
    if (value === undefined) continue
    if (!isKey(key)) return { why: `A thing has no “${key}” to set.` }
    const { parse, canBeNull, words } = RULES[key]
    const parsed = value === null ? null : parse(value)
    if (parsed === null && !(value === null && canBeNull)) return { why: `“${key}” ${words}.` }
    read[key] = parsed
  }
  return { changes: read }
}

function parseLine(raw: unknown): string | null {
  const name = parseName(raw)
  if (name === null || typeof raw !== 'string' || raw.length > NAME_MAX) return null
  const line = name.replace(/\s+/gu, ' ').trim()
  return line === '' ? null : line
}
