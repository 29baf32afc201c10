// Avatars: who is in a world, and what drives them. They are in live, and never in the scene. A person who is
// here is shown as a thing among things, with the id of their body, which belongs to their home.
import type * as Y from 'yjs'
import {
  parseAnyAccount,
  parseAnyAddress,
  parseArtifactId,
  type AccountName,
  type Address,
} from './address.ts'
import { COLOR, LOOK, parseName } from './look.ts'
import { facingOf, isCoordinate, isPlain, ownValue, parsePlace, type Facing, type Spot } from './place.ts'
import { isMoment, parseWalk, type Walk } from './walk.ts'

/**
 * What drives it. `player`: a person, by a keyboard or a script. `local`: the program of their body, which
 * this node runs while they are not there. `proxy`: a person of another node.
 */
export type AvatarKind = 'player' | 'local' | 'proxy'

/** How somebody looks. `sprite` names the figure; `color`: `#rrggbb`. */
export interface AvatarLook {
  readonly sprite: string
  readonly color: string
}

/** A place that somebody left behind, and comes back to with *leave*. */
export interface Visit {
  readonly world: Address
  readonly spot: Spot
}

export interface Avatar {
  readonly kind: AvatarKind
  readonly account: AccountName
  /** The person's name. */
  readonly name: string
  readonly look: AvatarLook
  /** Where they stand; while they walk, where that began. */
  readonly place: Spot
  readonly walk: Walk | null
  /** When they came into this world, in ms since 1970. */
  readonly since: number
  /** True for somebody who went away without leaving: their place is kept, and nobody sees them. */
  readonly isAway: boolean
  /** Since when, in ms since 1970; not known for people who went away before this was stored. */
  readonly awayAt?: number | null
  /** They write, and do not walk. */
  readonly isKneeling: boolean
  /** Where they came from, the last one at the end. */
  readonly visits: readonly Visit[]
}

/** Width and height of a person, in pixels. */
export const PERSON_SIZE = 32
/** How fast people walk, in percent: a floor is crossed in five seconds. */
export const PERSON_SPEED = 200
/** Most places that one finds back through. The oldest are forgotten: home is always there. */
export const VISITS_MAX = 32
/** Most things in somebody's hands. */
export const HELD_MAX = 20

const FACINGS: readonly Facing[] = ['up', 'down', 'left', 'right']
const KINDS: Readonly<Record<AvatarKind, true>> = { player: true, local: true, proxy: true }

export const DEFAULT_AVATAR_LOOK: AvatarLook = Object.freeze({ sprite: 'person', color: '#2b6cb0' })

/** Reads an avatar from its map in live; null when it is malformed. */
export function parseAvatar(map: Y.Map<unknown> | null): Avatar | null {
  if (map === null) return null
  const kind = map.get('kind')
  const account = map.get('account')
  const parsed = typeof account === 'string' ? parseAnyAccount(account) : null
  const since = map.get('since')
  const awayAt = map.get('awayAt')
  const stands = parseSpot(map.get('place'))
  if (!isKind(kind) || parsed === null || stands === null || !isMoment(since)) return null
  const step = parseStep(map.get('walk'), since)
  return {
    kind,
    account: parsed,
    name: parseName(map.get('name')) ?? parsed,
    look: parseAvatarLook(map.get('look')) ?? DEFAULT_AVATAR_LOOK,
    // A position on a floor is one entry, either a leg or where it ended; `place` says which floor that is.
    place: step === null ? stands : { ...stands, ...step.at },
    walk: step?.walk ?? null,
    since,
    isAway: map.get('away') === true,
    ...(isMoment(awayAt) && { awayAt }),
    isKneeling: map.get('kneels') === true,
    visits: parseVisits(map.get('visits')),
  }
}

/**
 * An avatar as live has it, key by key. An undefined value means that the key goes; a key that is left out
 * stays as it is. `known` is live's present avatar. The keys that change with each step are a list, with
 * times counted from the arrival: they are by far the most written.
 */
export function avatarKeys(avatar: Avatar, known: Avatar | null): Readonly<Record<string, unknown>> {
  return {
    kind: avatar.kind,
    account: avatar.account,
    name: avatar.name,
    look: { ...avatar.look },
    ...placeKeys(avatar, known),
    since: avatar.since,
    away: avatar.isAway || undefined,
    awayAt: (avatar.isAway && avatar.awayAt) || undefined,
    kneels: avatar.isKneeling || undefined,
    visits:
      avatar.visits.length === 0
        ? undefined
        : avatar.visits.map(({ world, spot }) => ({
            world,
            host: spot.host,
            x: spot.x,
            y: spot.y,
            facing: spot.facing,
          })),
  }
}

/** On the same floor only the step is written; on another floor, the whole place. */
function placeKeys({ place, walk, since }: Avatar, known: Avatar | null): Readonly<Record<string, unknown>> {
  const { host, x, y, facing } = place
  const leg = walk === null ? undefined : [x, y, walk.toX, walk.toY, walk.at - since, walk.speed]
  if (known?.place.host !== host) return { place: { host, x, y, facing }, walk: leg }
  if (leg !== undefined) return { walk: leg }
  const { x: wasX, y: wasY, facing: was } = known.place
  const isSame = known.walk === null && wasX === x && wasY === y && was === facing
  return isSame ? {} : { walk: [x, y, FACINGS.indexOf(facing)] }
}

/** Reads a look; null when it is malformed. */
export function parseAvatarLook(raw: unknown): AvatarLook | null {
  if (!isPlain(raw)) return null
  const sprite = LOOK.sprite(ownValue(raw, 'sprite'))
  const color = COLOR.paper(ownValue(raw, 'color'))
  return sprite === null || color === null ? null : { sprite, color }
}

function parseSpot(raw: unknown): Spot | null {
  const place = parsePlace(raw)
  if (place === null || place.host === 'limbo') return null
  const { host, x, y, facing } = place
  return { host, x, y, facing }
}

/** Where somebody is on their floor, and the leg that begins there. */
interface AvatarStep {
  readonly at: { readonly x: number; readonly y: number; readonly facing: Facing }
  readonly walk: Walk | null
}

function parseStep(raw: unknown, since: number): AvatarStep | null {
  if (!Array.isArray(raw)) return null
  const [x, y]: readonly unknown[] = raw
  if (!isCoordinate(x) || !isCoordinate(y)) return null
  const from = { x: x + 0, y: y + 0 }
  if (raw.length === 3) {
    const facing = FACINGS.find((_, number) => number === raw[2])
    return facing === undefined ? null : { at: { ...from, facing }, walk: null }
  }
  const [, , toX, toY, at, speed]: readonly unknown[] = raw
  const walk = parseWalk({ toX, toY, at: typeof at === 'number' ? at + since : null, speed })
  // A walker faces the way it goes.
  return walk && { at: { ...from, facing: facingOf(walk.toX - x, walk.toY - y) }, walk }
}

function parseVisits(raw: unknown): readonly Visit[] {
  if (!Array.isArray(raw)) return []
  return raw
    .slice(-VISITS_MAX)
    .map(parseVisit)
    .filter((visit) => visit !== null)
}

function parseVisit(raw: unknown): Visit | null {
  if (!isPlain(raw)) return null
  const address = ownValue(raw, 'world')
  const world = typeof address === 'string' ? parseAnyAddress(address) : null
  const spot = parseSpot(raw)
  return world === null || spot === null || parseArtifactId(spot.host) === null ? null : { world, spot }
}

function isKind(raw: unknown): raw is AvatarKind {
  return typeof raw === 'string' && Object.hasOwn(KINDS, raw)
}
