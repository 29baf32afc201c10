// The person at this browser, as the server knows them. Remembered on the device, so that worlds open without
// a network; asked again whenever an answer or a socket doubts it, and when another tab signs in or out.
import { withinTime } from '../../shared/time/time-limit.ts'
import { systemClock } from '../device/system-clock.ts'
import { createContext, use, useSyncExternalStore } from 'react'
import type { Greeting } from '../../shared/wire/api/greeting-body.ts'
import { Me, type NodeInfo } from '../../shared/wire/api/node-bodies.ts'
import { ANONYMOUS, parseMemberId, type MemberId } from '../../shared/world/address.ts'
import type { AvatarLook } from '../../shared/world/avatar.ts'
import { setOwnNode } from './own-node.ts'
import { isFramed, keepFrameSecret } from '../api/frame-guest.ts'
import { CallError, fetchMe, sendGreeting, wordsOf } from '../api/request.ts'
import { onSessionDoubt } from '../api/session-doubt.ts'
import { keepLinesOf } from '../device/kept-lines.ts'
import { storePreference, PREFERENCE_PREFIX, readPreference } from '../device/preferences.ts'
import { Listeners } from '../device/listener-set.ts'

export interface Person {
  readonly id: MemberId
  readonly name: string
  readonly account: string
  /** How one looks; null: the server did not say. */
  readonly look: AvatarLook | null
  /** In an open node everybody is a guest. `nobody` only looks at a world that is open to the public. */
  readonly kind: 'guest' | 'account' | 'nobody'
  readonly isAdmin: boolean
}

/** A visitor who has not said who they are: the member whom the server takes them for. */
export const READER: Person = {
  id: ANONYMOUS,
  name: '',
  account: '',
  look: null,
  kind: 'nobody',
  isAdmin: false,
}

/** The kind of this node. */
export interface NodeKind {
  readonly access: Me['access']
  /** Null in an open node. */
  readonly node: NodeInfo | null
}

/**
 * A person who was signed in here when the session was ended from elsewhere: they are asked to sign in again.
 */
export interface EndedSession extends Pick<Person, 'account' | 'name'> {
  /** Null: an older version remembered them. */
  readonly id: MemberId | null
}

export type MeState =
  | { readonly state: 'asking' }
  | ({ readonly state: 'nobody'; readonly before: EndedSession | null } & NodeKind)
  | ({ readonly state: 'known'; readonly person: Person } & NodeKind)
  /**
   * Nobody is known on this device, and the server cannot be asked. `place`: the server's last facts about
   * itself.
   */
  | { readonly state: 'unreachable'; readonly text: string; readonly place: NodeKind | null }

export type KnownMe = Extract<MeState, { state: 'known' }>
export type NobodyMe = Extract<MeState, { state: 'nobody' }>

function personOf(me: Me): Person | null {
  const id = me.member && parseMemberId(me.member.id)
  if (!me.member || !id) return null
  const { name, account, look = null, kind = 'guest', isAdmin = false } = me.member
  return { id, name, account, look, kind, isAdmin }
}

const placeOf = ({ access, node }: Me): NodeKind => ({ access, node: node ?? null })

function known(me: Me): KnownMe | null {
  const person = personOf(me)
  return person && { state: 'known', person, ...placeOf(me) }
}

/** In a frame one is somebody else than in the tabs of this browser: a guest of that frame. */
const [ME, KEEPER] = isFramed ? (['frame-me', 'sessionStorage'] as const) : (['me', 'localStorage'] as const)
const BEFORE = 'before'

function remembered(): KnownMe | null {
  const me = readMe(readPreference(ME, KEEPER))
  setOwnNode(me?.called)
  return me && known(me)
}

function rememberedPlace(): NodeKind | null {
  const me = readMe(readPreference(ME, KEEPER))
  return me && placeOf(me)
}

function readMe(stored: string | null): Me | null {
  try {
    return Me.safeParse(JSON.parse(stored ?? '')).data ?? null
  } catch {
    return null
  }
}

function before(): EndedSession | null {
  const [account, name, id] = (readPreference(BEFORE, KEEPER) ?? '').split('\n')
  return account && name ? { account, name, id: parseMemberId(id) } : null
}

/**
 * The person before, whose data here this one goes on with: a guest who signed in; or the same account, where
 * it was made after the backup that its node was restored from, and then anew. For a year nobody else gets
 * the name of an account that ended.
 */
function inheritedBy(now: Person, last: Person | null): MemberId | null {
  if (now.kind !== 'account') return null
  const ended = before()
  const from = last?.kind === 'guest' ? last.id : ended?.account === now.account ? ended.id : null
  return from === now.id ? null : from
}

/**
 * Remembers the server's answer, and the work for the person before. That person is told before they are
 * forgotten.
 */
async function note(me: Me): Promise<MeState> {
  const last = remembered()?.person ?? null
  setOwnNode(me.called)
  keepFrameSecret(me.secret)
  const now = known(me)
  if (now) {
    const from = inheritedBy(now.person, last)
    if (from !== null) {
      const { noteInheritor } = await import('./inheritance.ts')
      noteInheritor(from, now.person.id)
    }
    storePreference(BEFORE, null, KEEPER)
    storePreference(ME, JSON.stringify(me), KEEPER)
    return now
  }
  if (last?.kind === 'account') storePreference(BEFORE, `${last.account}\n${last.name}\n${last.id}`, KEEPER)
  storePreference(ME, JSON.stringify(me), KEEPER)
  return { state: 'nobody', before: before(), ...placeOf(me) }
}

/** How long a page waits for another member's data to be put in order, in ms; that goes on by itself. */
const ORDER_MS = 4_000

async function putInOrder(state: MeState): Promise<void> {
  // What waits is the members' of this browser's tabs.
  if (isFramed) return
  if (readPreference('heirs') === null && readPreference('leaving') === null) return
  const { settleInheritances } = await import('./inheritance.ts')
  const done = settleInheritances(state.state === 'known' ? state.person.id : null)
  await withinTime(systemClock, ORDER_MS, done, undefined)
}

export interface MeHandle {
  readonly me: MeState
  /** Gives or changes the name; rejects with a {@link CallError}. */
  readonly rename: (name: string) => Promise<void>
  /** Changes the name, how one looks, or both. */
  readonly become: (changed: Greeting) => Promise<void>
  /** Goes on as the person of the server's answer, after one signed up or in. */
  readonly enter: (me: Me) => Promise<void>
  /** Goes on as nobody, after one signed out. */
  readonly leave: () => void
  /** Asks the server again. */
  readonly ask: () => Promise<void>
}

const listeners = new Listeners()
/** Knows at once who was known here before. */
let handle: MeHandle = { me: remembered() ?? { state: 'asking' }, rename, become, enter, leave, ask }
/** Grows when the person changes by an action here: an earlier request then has an old answer. */
let turn = 0
let hasBegun = false

function show(me: MeState): void {
  handle = { ...handle, me }
  if (!isFramed && (me.state === 'known' || me.state === 'nobody'))
    keepLinesOf(me.state === 'known' ? me.person.id : null).catch((error: unknown) =>
      console.warn('Kept lines could not be deleted.', error),
    )
  listeners.tell()
}

async function enter(answer: Me): Promise<void> {
  turn += 1
  const entered = turn
  const next = await note(answer)
  await putInOrder(next)
  // Meanwhile one may have signed out.
  if (entered === turn) show(next)
}

async function ask(): Promise<void> {
  const asked = turn
  try {
    const answer = await fetchMe()
    if (asked === turn) await enter(answer)
  } catch (error) {
    const { state } = handle.me
    if (state === 'asking' || state === 'unreachable') show(unreachable(error))
  }
}

function leave(): void {
  const { me } = handle
  turn += 1
  storePreference(ME, null, KEEPER)
  storePreference(BEFORE, null, KEEPER)
  show('access' in me ? { state: 'nobody', before: null, access: me.access, node: me.node } : me)
}

async function rename(name: string): Promise<void> {
  await enter(await sendGreeting({ name }))
}

async function become(changed: Greeting): Promise<void> {
  await enter(await sendGreeting(changed))
}

/** Another tab signed in or out, in the same browser. */
function follow({ key }: StorageEvent): void {
  if (key !== `${PREFERENCE_PREFIX}${ME}`) return
  const next = remembered()
  const shown = handle.me.state === 'known' ? handle.me.person.id : null
  turn += 1
  // A page that begins anew has nothing in its memory of the person before.
  if ((next?.person.id ?? null) !== shown) location.reload()
  else if (next) show(next)
  // An answer that was on its way counts no more: a page that waited for it would wait for ever.
  else void ask()
}

function subscribe(listener: () => void): () => void {
  if (!hasBegun) {
    hasBegun = true
    void ask()
    onSessionDoubt(ask)
    addEventListener('storage', follow)
  }
  return listeners.add(listener)
}

/** The present person, for the gate. It asks the server when it is first looked at. */
export function useMeHandle(): MeHandle {
  return useSyncExternalStore(subscribe, () => handle)
}

const unreachable = (error: unknown): MeState => ({
  state: 'unreachable',
  place: before() === null ? rememberedPlace() : null,
  text: error instanceof CallError ? error.message : wordsOf(error),
})

/** The person at this browser, the node they are at, and how to give them another name, or another look. */
interface Myself extends NodeKind, Pick<MeHandle, 'rename' | 'become' | 'leave'> {
  readonly person: Person
}

export const MeContext = createContext<Myself | null>(null)

/** The person at this browser; only below the gate that asks who they are. */
export function useMe(): Myself {
  const me = use(MeContext)
  if (!me) throw new Error('Nobody is known here yet.')
  return me
}
