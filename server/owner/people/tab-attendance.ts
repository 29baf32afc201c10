// The people who are connected to each world, and in how many tabs. Tabs are told who their person is, and
// get whispers to them. It also notices when the last of somebody's tabs in a world is closed, and does not
// come back for a while.
import type { Action, ActionAsk, ActingPerson, Whisper } from '../../../shared/play/acts/action.ts'
import { DEFAULT_AVATAR_LOOK, type AvatarKind } from '../../../shared/world/avatar.ts'
import { piecesOf, type PersonalChange } from '../../../shared/behavior/personal.ts'
import type { Sound } from '../../../shared/behavior/sounds.ts'
import type { Address, ArtifactId, MemberId } from '../../../shared/world/address.ts'
import type { YouEvent } from '../../../shared/wire/frames/action-frames.ts'
import { atLeast } from '../../../shared/world/rights.ts'
import type { RightOf } from '../../accounts/rights/right-of.ts'
import type { Member } from '../../contracts/request-member.ts'
import type { MemberPeople } from '../../accounts/directory/member-people.ts'
import type { PersonRecord, Store } from '../../storage/store.ts'
import type { WorldKey, WorldRecord } from '../../contracts/world-record.ts'
import type { ActionClient, ServerClock } from '../../sync/sync-server.ts'
import type { PeopleAbroad } from '../../contracts/people-abroad.ts'
import { DepartedGuests } from './departed-guests.ts'

/**
 * The same for people of another node, in ms, after the last word of it: theirs keeps a line to here for
 * them, and it is that node that went.
 */
const GUEST_GRACE_MS = 10_000
/** How long somebody without an open tab stays where they are, in ms: longer than a reload, or a tunnel. */
export const GRACE_MS = 30_000
/** A person who cannot be told who they are, since the disk fails, is told after so long, in ms. */
const AGAIN_MS = 5_000

interface AttendanceOptions {
  readonly store: Pick<Store, 'findByKey'>
  readonly rightOf: RightOf
  readonly people: MemberPeople
  readonly clock: ServerClock
  readonly abroad?: Pick<PeopleAbroad, 'placeOf' | 'isGuest'>
  /** Somebody has had no tab open in a world for a while. */
  readonly onAway: (world: WorldKey, member: MemberId) => void
  /** Somebody is there themselves now where only their program was, or the other way round. */
  readonly onDriver: (world: WorldKey, member: MemberId) => void
  /** What programs of a world show and ask somebody just now; null: nothing. */
  readonly personalOf: (world: WorldKey, body: ArtifactId) => PersonalChange | null
}

interface TabPresence {
  readonly world: WorldRecord
  /** Rises from line to line. */
  readonly number: number
}

interface PresentMember {
  readonly who: Promise<ActingPerson | null>
  /** The same once it is known. */
  known?: ActingPerson | null
  readonly askers: Map<ActionClient, TabPresence>
  /** The last line of somebody of another node by which they came or went. */
  cameBy: number
}

export class TabAttendance {
  readonly #options: AttendanceOptions
  readonly #present = new Map<MemberId, PresentMember>()
  readonly #graces = new Map<string, () => void>()
  #lines = 0
  /** The last time that it was asked who somebody is, for each line. */
  readonly #newest = new WeakMap<ActionClient, number>()
  #asked = 0
  readonly #sentOn: DepartedGuests

  constructor(options: AttendanceOptions) {
    this.#options = options
    this.#sentOn = new DepartedGuests(options.clock)
    options.people.onChanged((member) => this.#refresh(member))
  }

  came(world: WorldRecord, asker: ActionClient): void {
    const { member } = asker
    const { askers } = this.#presentOf(member)
    const before = this.driverOf(world.key, member.id)
    const number = askers.get(asker)?.number ?? (this.#lines += 1)
    askers.set(asker, { world, number })
    if (this.driverOf(world.key, member.id) !== before) this.#options.onDriver(world.key, member.id)
    this.#spare(world.key, member.id)
    void this.#introduce(asker)
  }

  gone(world: WorldRecord, asker: ActionClient): void {
    const { id } = asker.member
    const present = this.#present.get(id)
    const before = this.driverOf(world.key, id)
    if (present?.askers.delete(asker) !== true) return
    if (present.askers.size === 0) this.#present.delete(id)
    if (this.driverOf(world.key, id) !== before) this.#options.onDriver(world.key, id)
    this.watch(world.key, id, asker.silentMs?.())
  }

  /** The body of the actor; null for those without a session. At once, where it is known. */
  who(member: Member): ActingPerson | null | Promise<ActingPerson | null> {
    const present = this.#present.get(member.id)
    if (present?.known !== undefined) return present.known
    return present?.who.catch(() => this.#whoIs(member)) ?? this.#whoIs(member)
  }

  /**
   * Whether an action on a connection counts. Once their node let them come or go by a newer connection, late
   * actions on an older one were sent before, and do not count any more.
   */
  counts(asker: ActionClient, { verb }: Action): boolean {
    const { id } = asker.member
    if ((verb !== 'visit' && verb !== 'quit') || this.#options.abroad?.isGuest(id) !== true) return true
    const present = this.#present.get(id)
    const line = present?.askers.get(asker)
    if (present === undefined || line === undefined || line.number < present.cameBy) return false
    present.cameBy = line.number
    return true
  }

  isThere(world: WorldKey, member: MemberId): boolean {
    return this.#askersOf(member, world).length > 0
  }

  /**
   * The driver of an avatar of somebody of this node in a world: their program if nothing else of them is
   * connected, else they.
   */
  driverOf(world: WorldKey, member: MemberId): Exclude<AvatarKind, 'proxy'> {
    const askers = this.#askersOf(member, world)
    return askers.length > 0 && askers.every(({ isProgram }) => isProgram) ? 'local' : 'player'
  }

  /**
   * Somebody's avatar is in a world: unless they have a tab open there, they are away after a while.
   * `silentMs`: the last one had told nothing for so long when it broke.
   */
  watch(world: WorldKey, member: MemberId, silentMs = 0): void {
    const name = `${world}/${member}`
    if (this.isThere(world, member) || this.#graces.has(name)) return
    const { clock, abroad } = this.#options
    const graceMs = abroad?.isGuest(member) === true ? Math.max(0, GUEST_GRACE_MS - silentMs) : GRACE_MS
    const cancel = clock.after(graceMs, () => {
      this.#graces.delete(name)
      if (!this.isThere(world, member)) this.#options.onAway(world, member)
    })
    this.#graces.set(name, cancel)
  }

  /** Tells somebody alone, in all their tabs in a world. */
  whisper(world: WorldKey, to: MemberId, whisper: Whisper): void {
    for (const asker of this.#askersOf(to, world)) asker.tell({ type: 'whisper', ...whisper })
  }

  /** Tells somebody alone, in all their tabs in a world, what programs there show and ask them. */
  personal(world: WorldKey, to: MemberId, change: PersonalChange): void {
    for (const asker of this.#askersOf(to, world)) tellPersonal(asker, change)
  }

  /** Tells somebody alone, or everybody (null), in all their tabs in a world, what sounds there. */
  sounds(world: WorldKey, to: MemberId | null, sounds: readonly Sound[]): void {
    for (const member of to === null ? this.#present.keys() : [to])
      for (const asker of this.#askersOf(member, world)) asker.tell({ type: 'sounds', sounds })
  }

  /** Tells the node of somebody who is a guest here that they went on. */
  sendOn(world: WorldKey, member: MemberId, to: Address | null): void {
    this.#sentOn.tell(member, to, this.#askersOf(member, world))
  }

  /** Somebody went through a door as they asked, and they are about to be told. */
  answered(asker: ActionClient, { session, sequence }: ActionAsk): void {
    this.#sentOn.answered(asker, `${session} ${sequence}`)
  }

  /** A sentence for somebody alone, in all their tabs. */
  notify(member: MemberId, words: string): void {
    for (const asker of this.#present.get(member)?.askers.keys() ?? []) asker.tell({ type: 'notice', words })
  }

  /** The kind of this place has changed: every tab asks again. */
  tellAll(): void {
    for (const { askers } of this.#present.values())
      for (const asker of askers.keys()) asker.tell({ type: 'node' })
  }

  stop(): void {
    for (const cancel of this.#graces.values()) cancel()
    this.#graces.clear()
  }

  #spare(world: WorldKey, member: MemberId): void {
    const name = `${world}/${member}`
    this.#graces.get(name)?.()
    this.#graces.delete(name)
  }

  #askersOf(member: MemberId, world: WorldKey): ActionClient[] {
    const askers = this.#present.get(member)?.askers ?? new Map<ActionClient, TabPresence>()
    return [...askers].filter(([, line]) => line.world.key === world).map(([asker]) => asker)
  }

  #presentOf(member: Member): PresentMember {
    const known = this.#present.get(member.id)
    if (known !== undefined) return known
    return this.#know(member, { askers: new Map(), cameBy: 0 })
  }

  /** Tells all tabs of somebody, in all worlds, who they are now. */
  #refresh(member: MemberId): void {
    const before = this.#present.get(member)
    const [first] = before?.askers.keys() ?? []
    if (before === undefined || first === undefined) return
    this.#know(first.member, before)
    for (const asker of before.askers.keys()) void this.#introduce(asker)
  }

  #know(member: Member, { askers, cameBy }: Omit<PresentMember, 'who'>): PresentMember {
    const present: PresentMember = { who: this.#whoIs(member), askers, cameBy }
    // A person who cannot be looked up now is looked up when they act.
    present.who.then(
      // Those who wait for it go on first: what they asked comes before what is asked from then on.
      (who) => this.#options.clock.soon(() => (present.known = who)),
      () => {},
    )
    this.#present.set(member.id, present)
    return present
  }

  async #whoIs(member: Member): Promise<ActingPerson | null> {
    const person = await this.#options.people.meet(member)
    return person && { body: person.body, account: person.account, look: person.look }
  }

  async #introduce(asker: ActionClient): Promise<void> {
    const number = (this.#asked += 1)
    this.#newest.set(asker, number)
    try {
      const you = await this.#you(asker)
      // What was read before they went elsewhere may come after what was read since.
      if (this.#newest.get(asker) !== number) return
      asker.tell(you)
      // A connection that is new knows nothing of it, and one that is not forgets what was before.
      const world = this.#present.get(asker.member.id)?.askers.get(asker)?.world
      const shown =
        world === undefined || you.body === null ? null : this.#options.personalOf(world.key, you.body)
      if (shown !== null) tellPersonal(asker, shown)
    } catch {
      this.#options.clock.after(AGAIN_MS, () => {
        if (this.#present.get(asker.member.id)?.askers.has(asker) === true) void this.#introduce(asker)
      })
    }
  }

  async #you(asker: ActionClient): Promise<YouEvent> {
    const person = await this.#options.people.meet(asker.member)
    const standing = asker.standing?.() ?? null
    return {
      type: 'you',
      body: person?.body ?? null,
      account: person?.account ?? null,
      look: person?.look ?? DEFAULT_AVATAR_LOOK,
      at: person && (await this.placeOf(asker.member, person)),
      right: asker.right(),
      ...(standing !== null && { standing }),
    }
  }

  /** The world where somebody's avatar is, here or on another node. */
  async placeOf(member: Member, { at }: PersonRecord): Promise<Address | null> {
    const { store, rightOf, abroad } = this.#options
    const there = abroad?.placeOf(member.id) ?? null
    const world = at === null || there !== null ? null : await store.findByKey(at)
    // A person knows nothing of a world that they were sent out of; and in the bin nobody is anywhere.
    const isKnown = world?.binnedAt === null && atLeast(rightOf(member, world), 'see')
    return there ?? (isKnown ? world.address : null)
  }
}

function tellPersonal(asker: ActionClient, change: PersonalChange): void {
  for (const piece of piecesOf(change)) asker.tell({ type: 'personal', ...piece })
}
