// The others here: the presence of people's browsers, read with suspicion: the server says who they are, and
// they may say anything of what they do.
import { useCallback, useRef, useSyncExternalStore } from 'react'
import type { Awareness } from 'y-protocols/awareness'
import * as z from '../../../shared/json/schema.ts'
import { parseArtifactId, type ArtifactId } from '../../../shared/world/address.ts'
import { colorOfPerson, colorOfSeed, isDark } from '../../../shared/world/figures.ts'
import { COORDINATE_MAX, PERSON_NAME_MAX, SIZE_MAX } from '../../../shared/world/limits.ts'
import type { Observable } from '../../device/observable.ts'
import type { Person } from '../../session/me.ts'
import type { Point } from '../geometry/viewport.ts'

/** Somebody else's open tab. */
export interface OtherTab {
  readonly client: number
  readonly name: string
  /** `#rrggbb` */
  readonly color: string
  /** The artifact that is their body; null where nobody says. */
  readonly body: ArtifactId | null
  /** Their selection. */
  readonly selected: readonly ArtifactId[]
  /** The floor that they see, and its height in the middle of their view; null where nobody knows. */
  readonly spot: PointerSpot | null
  /** Where they point on that floor; null where they do not. */
  readonly pointer: Point | null
  /** The things that they drag or resize just now, and where these are. */
  readonly held: readonly DraggedThing[]
  /** Positions in a page, as y-codemirror gives them; parsed where they are drawn. */
  readonly cursor: { readonly anchor: unknown; readonly head: unknown } | null
}

/** A thing in somebody's hand, in pixels of its floor. */
export interface DraggedThing {
  readonly id: ArtifactId
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

interface PointerSpot {
  readonly floor: ArtifactId
  readonly middle: number
}

const Color = z.custom(
  (raw): raw is string => typeof raw === 'string' && /^#[0-9a-f]{6}$/i.test(raw) && isDark(raw),
)

const between = (least: number, most: number) =>
  z.custom((raw): raw is number => typeof raw === 'number' && raw >= least && raw <= most)
const Coordinate = between(-COORDINATE_MAX, COORDINATE_MAX)
const Id = z.parsedBy(parseArtifactId)

/** Most things that somebody is shown to have selected: more of them say no more. */
const SELECTED_MAX = 40

/** Most things that somebody is seen to drag: of more, one sees where they went when they are let go of. */
export const HELD_MAX = 24

const Side = between(1, SIZE_MAX)
const Dragged = z.object({ id: Id, x: Coordinate, y: Coordinate, width: Side, height: Side })
/** Told as five values in a row. */
const DraggedThing = z.parsedBy((raw) => {
  if (!Array.isArray(raw) || raw.length !== 5) return null
  const [id, x, y, width, height]: readonly unknown[] = raw
  return Dragged.safeParse({ id, x, y, width, height }).data ?? null
})

/** Fields that may be missing count as missing when they are nonsense. */
const State = z.object({
  user: z.object({ name: z.string, color: z.orNull(Color) }),
  body: z.orNull(Id),
  /** One alone is told as a text, too. */
  selected: z.orNull(z.union(z.string, z.array(z.string))),
  spot: z.orNull(z.object({ floor: Id, middle: Coordinate })),
  pointer: z.orNull(z.object({ x: Coordinate, y: Coordinate })),
  held: z.orNull(z.array(DraggedThing)),
  cursor: z.orNull(z.object({ anchor: z.unknown, head: z.unknown })),
})

function parseOther(client: number, raw: unknown): OtherTab | null {
  const state = State.safeParse(raw)
  if (!state.success) return null
  const { user, body, selected, spot, pointer, held, cursor } = state.data
  const name = user.name.replace(/\s+/gu, ' ').trim().slice(0, PERSON_NAME_MAX)
  return {
    client,
    name: name === '' ? 'Somebody' : name,
    color: user.color ?? colorOfSeed(String(client)),
    body,
    selected: [selected ?? []]
      .flat()
      .slice(0, SELECTED_MAX)
      .flatMap((id) => parseArtifactId(id) ?? []),
    spot,
    pointer,
    held: (held ?? []).slice(0, HELD_MAX),
    cursor: cursor && { anchor: cursor.anchor, head: cursor.head },
  }
}

/**
 * Announces the person at this tab; the server tells others the name and colour that it knows. Visitors who
 * only look are not shown to others.
 */
export function announceSelf(presence: Awareness, person: Person): void {
  if (person.kind === 'nobody') return
  const color = colorOfPerson(person)
  presence.setLocalStateField('user', { name: person.name, color, colorLight: `${color}33` })
}

/** Tells the others what is selected here. */
export function showSelected(presence: Awareness, ids: Iterable<ArtifactId>): void {
  presence.setLocalStateField('selected', [...ids].slice(-SELECTED_MAX))
}

/** The parsed form of each state: a state is another object when somebody said something new. */
const read = new WeakMap<object, OtherTab | null>()

function otherOf(client: number, state: object): OtherTab | null {
  const known = read.get(state)
  if (known !== undefined) return known
  const other = parseOther(client, state)
  read.set(state, other)
  return other
}

/** Everybody who is here, by client, this tab as well; each in the colour that is their own. */
export function everybodyIn(presence: Awareness): OtherTab[] {
  const tabs: OtherTab[] = []
  for (const [client, state] of presence.getStates()) {
    const tab = isObject(state) ? otherOf(client, state) : null
    if (tab) tabs.push(tab)
  }
  return tabs.sort((a, b) => a.client - b.client)
}

/** Everybody else who is here, by client, in the colours in which they are shown. */
export function othersIn(presence: Awareness): OtherTab[] {
  const colors = shownColors.get(presence)?.now
  return everybodyIn(presence).flatMap((tab) => {
    if (tab.client === presence.clientID) return []
    const color = tab.body === null ? undefined : colors?.get(tab.body)
    return color === undefined || color === tab.color ? tab : { ...tab, color }
  })
}

/** Colours of people, by the artifact that is their body. */
export type BodyColors = ReadonlyMap<string, string>

const shownColors = new WeakMap<Awareness, Observable<BodyColors>>()

/** Shows the others in these colours from now on, until what is returned is called. */
export function showColors(presence: Awareness, colors: Observable<BodyColors>): () => void {
  shownColors.set(presence, colors)
  return colors.subscribe(() => readers.get(presence)?.forEach((listener) => listener()))
}

/** Others can say anything. */
const isObject = (state: unknown): state is object => typeof state === 'object' && state !== null

/** Between two readings of the others' presence, in ms: a crowd's messages are read together. */
const TURN_MS = 50

const readers = new WeakMap<Awareness, Set<() => void>>()

/** Calls back when others said something: at once what is said alone, together what is said in one turn. */
export function onOthers(presence: Awareness, listener: () => void): () => void {
  const listeners = readers.get(presence) ?? readInTurns(presence)
  listeners.add(listener)
  return () => listeners.delete(listener)
}

function readInTurns(presence: Awareness): Set<() => void> {
  const listeners = new Set<() => void>()
  let readAt = -Infinity
  let timer: ReturnType<typeof setTimeout> | undefined
  function tell(): void {
    timer = undefined
    readAt = performance.now()
    for (const listener of listeners) listener()
  }
  presence.on('change', ({ added, updated, removed }: Record<'added' | 'updated' | 'removed', number[]>) => {
    const isOwn = [...added, ...updated, ...removed].every((client) => client === presence.clientID)
    if (isOwn || listeners.size === 0 || timer !== undefined) return
    const wait = readAt + TURN_MS - performance.now()
    if (wait <= 0) tell()
    else timer = setTimeout(tell, wait)
  })
  readers.set(presence, listeners)
  return listeners
}

/**
 * Something read from the others, drawn anew when its text changes; moving a cursor draws nothing that is not
 * about it.
 */
export function usePresence<T>(presence: Awareness, read: (others: readonly OtherTab[]) => T): T {
  const last = useRef<{ key: string; value: T } | null>(null)
  return useSyncExternalStore(
    useCallback((listener: () => void) => onOthers(presence, listener), [presence]),
    () => {
      const value = read(othersIn(presence))
      const key = JSON.stringify(value)
      if (last.current?.key !== key) last.current = { key, value }
      return last.current.value
    },
  )
}
