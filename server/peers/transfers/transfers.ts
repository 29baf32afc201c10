// Puts together what has things change hands between this node and others: what leaves, what arrives, and what is in whose hand meanwhile.
import type { Logger } from 'pino'
import {
  makeMemberId,
  parseArtifactId,
  type MemberId,
  type NodeName,
  type RandomBytes,
} from '../../../shared/world/address.ts'
import type { HeldLink } from '../../../shared/wire/transfers.ts'
import type { Abroad, Travels } from '../../accounts/abroad.ts'
import type { Handing, Refused } from '../../accounts/handing.ts'
import type { Kept } from '../../accounts/kept.ts'
import type { Actions, Clock } from '../../sync/sync.ts'
import type { AbroadPart } from '../abroad.ts'
import type { PeerBook } from '../book.ts'
import type { Caller } from '../caller.ts'
import { PeerFault } from '../fault.ts'
import { openHands, type Hands } from './hands.ts'
import type { Worlds } from './ports.ts'
import { openReceiving, type Receiving } from './receiving.ts'
import { createRemote } from './remote.ts'
import { openSending, type Sending } from './sending.ts'

export interface TransfersOptions {
  readonly kept: Kept
  readonly clock: Clock
  readonly random: RandomBytes
  readonly log: Pick<Logger, 'warn'>
  readonly caller: Pick<Caller, 'call'>
  readonly book: Pick<PeerBook, 'mayCome' | 'onState' | 'figures'>
  readonly self: () => NodeName
  readonly abroad: AbroadPart
  /** Those who know the worlds of this node. */
  readonly handing: () => Handing
}

export interface Transfers {
  readonly sending: Sending
  readonly receiving: Receiving
  /** Where our people are, with what they hold. */
  readonly abroad: Abroad
  /** The same for what becomes of them when they are not there any more. */
  after(travels: Travels): Travels
  /** What is asked in worlds of other nodes, where what one puts down may be one's own. */
  around(there: Actions): Actions
  /** Somebody of another node is here, and holds these; answers what stands for each. */
  show(
    node: NodeName,
    member: MemberId,
    links: readonly HeldLink[],
  ): Promise<Readonly<Record<string, string>> | Refused>
  /** Somebody of another node is not here any more; answers all that is lent to them. */
  carry(member: MemberId): Promise<readonly HeldLink[] | Refused>
  /** Goes on with what was on its way when this node ended. */
  begin(): void
  stop(): void
}

export async function openTransfers(options: TransfersOptions): Promise<Transfers> {
  const { kept, clock, random, log, caller, book, self, abroad, handing } = options
  const remote = createRemote({ caller, self })
  const worlds: Worlds = {
    take: (from, thing, keep) =>
      handing().take(from, thing, (taken, write) => kept.change(keep(taken), write)),
    put: (to, things, keep) => handing().put(to, things, (write) => kept.change(keep(), write)),
  }
  const onFault = (error: unknown): void => {
    // Whoever does not answer is asked again; that is as usual.
    if (!(error instanceof PeerFault)) log.warn({ err: error }, 'a thing is not yet where it is to be')
  }
  const newId = (): string => makeMemberId(random)
  const sending = await openSending({ kept, worlds, remote, clock, newId, onFault })
  const receiving = await openReceiving({ kept, worlds, remote, clock, newId, onFault })
  const hands: Hands = await openHands({
    kept,
    clock,
    onFault,
    self,
    remote,
    sending,
    receiving,
    handing,
    placeOf: (member) => abroad.placeOf(member),
    isAsleep: (node) => book.figures.of(node).state === 'asleep',
    mayCome: (node) => book.mayCome(node),
  })
  const all = [sending, receiving, hands]

  async function arrived(member: MemberId): Promise<string | null> {
    const why = await abroad.arrived(member)
    if (why === null) hands.arrived(member)
    return why
  }

  book.onState((node, state) => {
    if (state === 'awake') for (const part of all) part.awake(node)
  })

  return {
    sending,
    receiving,
    abroad: {
      name: () => abroad.name(),
      isGuest: (member) => abroad.isGuest(member),
      placeOf: (member) => abroad.placeOf(member),
      whyNot: (member, to) => abroad.whyNot(member, to),
      async left(member, to, from) {
        await abroad.left(member, to, from)
        arrived(member).catch(onFault)
      },
      async end(member) {
        const was = await abroad.end(member)
        if (was !== null) hands.left(member)
        return was
      },
      arrived,
      fetch: (what) => hands.fetch(what),
    },
    after: (travels) => ({
      async comeHome(member, from) {
        await travels.comeHome(member, from)
        hands.left(member)
      },
      async goOn(member, from, to) {
        const why = await travels.goOn(member, from, to)
        hands.left(member)
        return why
      },
      notify: (member, words) => travels.notify(member, words),
    }),
    around: (there) => ({
      act(world, asker, sequence, request) {
        const { action } = request
        const forward = () => there.act(world, asker, sequence, request)
        return action.verb === 'putDown'
          ? hands.putDown(asker.member.id, world.address, action, forward)
          : forward()
      },
      came: (world, asker) => there.came(world, asker),
      failed: (world, error) => there.failed(world, error),
      gone: (world, asker) => there.gone(world, asker),
    }),
    async show(node, member, links) {
      // What they carried off before is in their hand again; what cannot be now is lent to them still.
      for (const { id } of sending.lentTo(member)) await sending.returnLoan(id, 'hand')
      const shown = await handing().hold(member, node, links)
      if (shown === null) return { why: 'They are not here yet.', isPassing: true }
      return Object.fromEntries(shown)
    },
    async carry(member) {
      // They came again meanwhile, or this node has not noticed yet that they left.
      if (await handing().isHere(member)) return { why: 'They are still here.', isPassing: true }
      for (const { id } of await handing().held(member)) {
        const thing = parseArtifactId(id)
        if (thing !== null) await sending.lend(member, thing)
      }
      return sending.lentTo(member)
    },
    begin() {
      for (const part of all) part.resume()
    },
    stop() {
      for (const part of all) part.stop()
    },
  }
}
