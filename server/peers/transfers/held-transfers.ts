// The things in the hands of people who go from node to node. A person who is abroad shows there the things
// that they hold at home. A person who comes home shows here the things that were lent to them there. When
// one is put down, it changes hands: there, their own; here, a lent one.
import { z } from 'zod'
import { NOTHING_HELD } from '../../../shared/play/acts/hand-acts.ts'
import type { Action } from '../../../shared/play/acts/action.ts'
import type { TransferAnswer } from '../../../shared/wire/peers/transfer-bodies.ts'
import {
  nodeOf,
  parseArtifactId,
  parseMemberId,
  parseNodeName,
  type Address,
  type ArtifactId,
  type MemberId,
  type NodeName,
} from '../../../shared/world/address.ts'
import { nameAsSeenFrom } from '../../../shared/world/foreign-names.ts'
import type { Outcome } from '../../../shared/world/live/live-state-values.ts'
import type { PeopleAbroad } from '../../contracts/people-abroad.ts'
import type { ThingHandover } from '../../contracts/thing-handover.ts'
import { OF_MEMBER, type RecordTables, type RecordTable } from '../../records/record-tables.ts'
import type { ServerClock } from '../../time/server-clock.ts'
import { PeerFault } from '../outward/faults.ts'
import { isKeyName } from '../identity/node-keys.ts'
import type { Leaving } from './departure-notices.ts'
import type { BorrowedThings, LentThing } from './borrowed-things.ts'
import type { RemoteHands } from './transfer-client.ts'
import type { TransferReceiver } from './transfer-receiver.ts'
import type { TransferSender } from './transfer-sender.ts'
import { Retries } from '../../time/retries.ts'
import { KeyedLock } from '../../time/keyed-lock.ts'
import { withinTime } from '../../../shared/time/time-limit.ts'

/**
 * How long a person waits for the result of putting something down, in ms, before they are told that it is on
 * its way: actions wait 8 s.
 */
const WAIT_MS = 5_000

const NOT_WITH_THAT = 'This node is not connected to where that is.'
const DONE: Outcome = { ok: true, why: null }
const calledBack = (name: string, node: NodeName): string =>
  `${name === '' ? 'What you held' : `“${name}”`} of ${node} was called back. It is no longer in your hand.`
/** Things of one node go on to no third one: their holder has them at home. Null: there are none. */
function waitsAtHome([first, ...more]: readonly LentThing[], to: NodeName): string | null {
  if (first === undefined) return null
  const name = first.name === '' ? 'What you hold' : `“${first.name}”`
  return more.length === 0
    ? `${name} is lent to you by ${first.node} and does not go on to ${to}. It waits in your hand at home.`
    : `${name} and ${more.length} more are lent to you and do not go on to ${to}. They wait in your hand at home.`
}

/** That something of somebody may be on a node, or in their hand there: under the member and the node. */
const Visited = z.object({ since: z.number() })
type Visited = z.infer<typeof Visited>

/** The links on another node for the things that somebody holds at home. */
interface ShownThere {
  readonly node: NodeName
  readonly own: ReadonlyMap<ArtifactId, ArtifactId>
  /** The link there, and the thing: last one first. */
  readonly pile: readonly { readonly shown: ArtifactId; readonly thing: ArtifactId }[]
}

export interface HeldTransfersOptions {
  /** Why something was not done; it is tried again. */
  readonly onFault: (error: unknown) => void
  readonly tables: RecordTables
  readonly clock: Pick<ServerClock, 'now' | 'after'>
  readonly self: () => NodeName
  readonly remote: RemoteHands
  readonly sending: TransferSender
  readonly receiving: TransferReceiver
  readonly lent: BorrowedThings
  readonly leaving: Pick<Leaving, 'begin'>
  readonly handing: ThingHandover
  readonly placeOf: PeopleAbroad['placeOf']
  readonly isAsleep: (node: NodeName) => boolean
  /** Whether people of a node may come here, and ours go there. */
  readonly mayCome: (node: NodeName) => boolean
  /** Tells somebody a sentence. */
  readonly tell: (member: MemberId, words: string) => void
}

/** Sends an action to the other node, as it was sent here. */
type Forward = () => Promise<Outcome>

export async function openHeldTransfers(options: HeldTransfersOptions): Promise<HeldTransfers> {
  return new HeldTransfers(options, await options.tables.table('hands-abroad', Visited, OF_MEMBER))
}

export class HeldTransfers {
  readonly #options: HeldTransfersOptions
  readonly #visited: RecordTable<Visited>
  readonly #shown = new Map<MemberId, ShownThere>()
  /** Where somebody is who was told that lent things wait at home. */
  readonly #toldAt = new Map<MemberId, NodeName>()
  readonly #turns = new KeyedLock<string>()
  readonly #tries: Retries

  constructor(options: HeldTransfersOptions, visited: RecordTable<Visited>) {
    this.#options = options
    this.#visited = visited
    this.#tries = new Retries(options)
  }

  /** Looks after those who were abroad when this node ended. */
  resume(): void {
    for (const [key] of this.#visited.entries()) {
      const member = parseMemberId(key.slice(0, key.indexOf(' ')))
      if (member !== null) this.left(member)
    }
  }

  stop(): void {
    this.#tries.stop()
  }

  /** A node woke up. */
  awake(node: NodeName): void {
    this.#tries.hurry((name) => name.endsWith(` ${node}`))
  }

  /** Somebody of ours is in a world of another node: there they hold what they hold at home. */
  arrived(member: MemberId): void {
    const place = this.#options.placeOf(member)
    const node = place && nodeOf(place)
    this.left(member)
    if (node !== null) this.#keepTrying('show', member, node, () => this.#show(member, node))
  }

  /**
   * Somebody of ours is not on another node any more: here they hold what they carried off, which is still of
   * there.
   */
  left(member: MemberId): void {
    const told = this.#toldAt.get(member)
    if (told !== undefined && !this.#isOn(member, told)) this.#toldAt.delete(member)
    for (const [key] of this.#visited.entries()) {
      const [of, name = ''] = key.split(' ')
      const node = parseNodeName(name)
      if (of === member && node !== null && !this.#isOn(member, node)) this.#carryAgain(member, node)
    }
  }

  /** Somebody puts something down in a world of another node: their own thing goes there. */
  async putDown(
    member: MemberId,
    world: Address,
    { thing, at }: Extract<Action, { verb: 'putDown' }>,
    forward: Forward,
  ): Promise<Outcome> {
    const there = this.#shown.get(member)
    const node = nodeOf(world)
    if (node === null || there?.node !== node) return forward()
    if (thing !== undefined) {
      const own = there.own.get(thing)
      return own === undefined ? forward() : this.#give(member, world, node, { thing: own, shown: thing }, at)
    }
    const outcome = await forward()
    const [top] = there.pile
    const isEmpty = !outcome.ok && outcome.why === NOTHING_HELD
    return isEmpty && top !== undefined ? this.#give(member, world, node, top, at) : outcome
  }

  /** Somebody puts down here what was lent to them on another node; answers why it does not stand here. */
  async fetch({ member, world, link, at }: Parameters<PeopleAbroad['fetch']>[0]): Promise<string | null> {
    const { receiving, isAsleep, mayCome } = this.#options
    const slash = link.indexOf('/')
    const node = parseNodeName(link.slice(0, slash))
    if (node === null || !mayCome(node)) return NOT_WITH_THAT
    const late = (): string =>
      isAsleep(node)
        ? `It is still with ${node}, which is asleep. It comes when ${node} is awake.`
        : `It is on its way from ${node}.`
    if (receiving.isAskedFor(link)) return late()
    if (isAsleep(node)) return `It is still with ${node}, which is asleep. Keep it in your hand.`
    const came = Promise.withResolvers<TransferAnswer>()
    await receiving.claim({ member, node, loan: link.slice(slash + 1), world, at, link }, came.resolve)
    const answer = await withinTime(this.#options.clock, WAIT_MS, came.promise, null)
    if (answer === null) return late()
    if (answer.state === 'accepted') return null
    // A thing that is not theirs any more is not in their hand, either.
    this.#carryAgain(member, node)
    return answer.why
  }

  /** Somebody gives back a lent thing, wherever they are; returns why not. */
  async giveBack(member: MemberId, node: NodeName, loan: string): Promise<string | null> {
    const { isAsleep, mayCome, receiving, remote } = this.#options
    if (!mayCome(node)) return NOT_WITH_THAT
    if (isAsleep(node)) return `${node} is asleep. Give it back when it is awake.`
    if (receiving.isAskedFor(`${node}/${loan}`))
      return `It is on its way from ${node} to where you put it down.`
    if (this.#isOn(member, node)) return 'It is in your hand there. Put it down where you like.'
    try {
      const why = await remote.giveBack(node, member, loan)
      await this.#carry(member, node)
      return why
    } catch (error) {
      if (error instanceof PeerFault) return error.message
      throw error
    }
  }

  /**
   * Somebody of another node does not hold something of here any more: their node is told until it heard it.
   */
  tellOver(node: NodeName, loan: string): void {
    const { remote, mayCome } = this.#options
    void this.#tries.begin(`over ${loan} ${node}`, async () => {
      // A person who cannot be told finds out when they put it down.
      if (mayCome(node) && !isKeyName(node)) await remote.over(node, loan)
      return 'done'
    })
  }

  /**
   * Another node says that something was called back: only things that it still lends stay in the holder's
   * hand.
   */
  over(node: NodeName, loan: string): void {
    const { lent, tell } = this.#options
    const found = lent.holding(node, loan)
    if (found === null || this.#isOn(found.member, node)) return
    const { member, name } = found
    this.#keepTrying('carry', member, node, async () => {
      const end = await this.#carry(member, node)
      if (end === 'done' && lent.holding(node, loan) === null) tell(member, calledBack(name, node))
      return end
    })
  }

  /**
   * Somebody left for good: the nodes that lent them something, or where they may hold something, are told.
   */
  async forget(member: MemberId): Promise<void> {
    const { lent, leaving } = this.#options
    this.#shown.delete(member)
    this.#toldAt.delete(member)
    this.#tries.forget((name) => name.includes(` ${member} `))
    const keys = [...this.#visited.entries()].map(([key]) => key)
    const visits = keys.filter((key) => key.startsWith(`${member} `))
    const nodes = new Set(lent.of(member).map(({ node }) => node))
    for (const key of visits) {
      const node = parseNodeName(key.slice(member.length + 1))
      if (node !== null) nodes.add(node)
    }
    await leaving.begin(member, nodes, [
      ...visits.map((key) => this.#visited.forget(key)),
      ...lent.forget(member),
    ])
  }

  async #give(
    member: MemberId,
    world: Address,
    node: NodeName,
    { thing, shown }: { readonly thing: ArtifactId; readonly shown: ArtifactId },
    at: { readonly x: number; readonly y: number } | undefined,
  ): Promise<Outcome> {
    const { sending, self } = this.#options
    const came = Promise.withResolvers<TransferAnswer>()
    const to = nameAsSeenFrom(world, self(), node)
    const refused = await sending.give({ by: member, thing, node, to, at: at ?? null, shown }, (answer) => {
      came.resolve(answer)
      // A thing that came back is in their hand again, there too.
      if (this.#isOn(member, node)) this.arrived(member)
    })
    if (refused !== null) return { ok: false, why: refused.why }
    const answer = await withinTime(this.#options.clock, WAIT_MS, came.promise, null)
    if (answer === null) return { ok: true, why: `It is on its way to ${node}.` }
    return answer.state === 'accepted' ? DONE : { ok: false, why: answer.why }
  }

  async #show(member: MemberId, node: NodeName): Promise<'done' | 'again'> {
    if (!this.#isOn(member, node)) return 'done'
    const { tables, clock, remote, handing } = this.#options
    await tables.change([this.#visited.set(`${member} ${node}`, { since: clock.now() })])
    const held = await handing.held(member)
    if (held === null) return 'again'
    const shown = new Map(Object.entries(await remote.show(node, member, held)))
    const pile = held.flatMap(({ id }) => {
      const [thing, there] = [parseArtifactId(id), shown.get(id)]
      return thing === null || there === undefined ? [] : [{ thing, shown: there }]
    })
    this.#shown.set(member, { node, pile, own: new Map(pile.map((each) => [each.shown, each.thing])) })
    // Lent things are in their hand there again.
    await handing.hold(member, node, [])
    await tables.change([this.#options.lent.set(member, node, [])])
    this.#tellWaiting(member)
    return 'done'
  }

  async #carry(member: MemberId, node: NodeName): Promise<'done' | 'again'> {
    if (this.#isOn(member, node)) return 'done'
    const { tables, remote } = this.#options
    if (this.#shown.get(member)?.node === node) this.#shown.delete(member)
    const links = await remote.carry(node, member)
    if (this.#isOn(member, node)) return 'done'
    const held = await this.#options.handing.hold(member, node, links)
    if (held === null) return 'again'
    await tables.change([
      this.#visited.forget(`${member} ${node}`),
      this.#options.lent.set(member, node, links),
    ])
    this.#tellWaiting(member)
    return 'done'
  }

  /** Somebody is on a third node, where things that are lent to them are not: it is told once a visit. */
  #tellWaiting(member: MemberId): void {
    const { lent, placeOf, tell } = this.#options
    const place = placeOf(member)
    const to = place && nodeOf(place)
    if (to === null || this.#toldAt.get(member) === to) return
    const elsewhere = lent.of(member).filter(({ node }) => node !== to)
    const words = waitsAtHome(elsewhere, to)
    if (words === null) return
    this.#toldAt.set(member, to)
    tell(member, words)
  }

  #carryAgain(member: MemberId, node: NodeName): void {
    this.#keepTrying('carry', member, node, () => this.#carry(member, node))
  }

  #isOn(member: MemberId, node: NodeName): boolean {
    const place = this.#options.placeOf(member)
    return place !== null && nodeOf(place) === node
  }

  #keepTrying(
    what: 'show' | 'carry',
    member: MemberId,
    node: NodeName,
    once: () => Promise<'done' | 'again'>,
  ): void {
    void this.#tries.begin(`${what} ${member} ${node}`, () => this.#turns.take(member, once))
  }
}
