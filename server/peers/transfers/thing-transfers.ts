// Puts together what has things change hands between this node and others: what leaves, what arrives, and
// what is in whose hand meanwhile.
import type { Logger } from 'pino'
import type { HeldLink } from '../../../shared/play/crossings/cargo.ts'
import {
  makeMemberId,
  parseArtifactId,
  type AccountName,
  type MemberId,
  type NodeName,
  type RandomBytes,
  type WorldId,
} from '../../../shared/world/address.ts'
import type { PictureId } from '../../../shared/world/picture-id.ts'
import type { Claimed, MyThings } from '../../../shared/wire/peers/transfer-bodies.ts'
import { nameAsSeenFrom } from '../../../shared/world/foreign-names.ts'
import type { PeopleAbroad, ReturningPeople } from '../../contracts/people-abroad.ts'
import type { ThingHandover, HandoverRefusal } from '../../contracts/thing-handover.ts'
import type { RecordTables } from '../../records/record-tables.ts'
import type { WorldActions, Clock } from '../../sync/sync-server.ts'
import type { AbroadPart } from '../abroad/people-elsewhere.ts'
import type { PeerDirectory } from '../known/peer-directory.ts'
import type { PeerClient } from '../known/peer-client.ts'
import { PeerFault } from '../outward/peer-fault.ts'
import { PortalTransfers } from './portal-transfers.ts'
import { openHeldTransfers, type HeldTransfers } from './held-transfers.ts'
import { openLeaving } from './departure-notices.ts'
import { openLent, type LentThing } from './borrowed-things.ts'
import { openPictures, picturesOf, type TransferPictures, type PicturesOptions } from './transfer-pictures.ts'
import type { TransferWorlds } from './transfer-ports.ts'
import { openReceiving, type TransferReceiver } from './transfer-receiver.ts'
import { createRemote } from './transfer-client.ts'
import { openSending, type TransferSender } from './transfer-sender.ts'

export interface TransfersOptions {
  readonly tables: RecordTables
  readonly clock: Clock
  readonly random: RandomBytes
  readonly log: Pick<Logger, 'warn'>
  readonly caller: Pick<PeerClient, 'call'>
  readonly book: Pick<PeerDirectory, 'mayCome' | 'onState' | 'figures'>
  readonly self: () => NodeName
  readonly abroad: AbroadPart
  /** Those who know the worlds of this node. */
  readonly handing: () => ThingHandover
  /** Of which other node somebody is; null: of none. */
  readonly nodeOf: (member: MemberId) => NodeName | null
  /** Who somebody of another node is here, by who they are there; null: they never came. */
  readonly cameFrom: (node: NodeName, subject: MemberId) => MemberId | null
  /** Somebody left for good: what they hold in a world here is put down; answers whether it is. */
  readonly dismiss: (member: MemberId) => Promise<boolean>
  /** Whose a world is, as this node calls them; null: nobody's in particular. */
  readonly ownerOf: (world: WorldId) => Promise<AccountName | null>
  readonly pictures: {
    /** Which of these a world has. */
    held(world: WorldId, pictures: readonly PictureId[]): readonly PictureId[]
    /** Keeps one for a world, on the account of who owns it; answers why not. */
    keep: PicturesOptions['keep']
    /** Tells who put something down. */
    tell: PicturesOptions['tell']
  }
}

/** What of somebody's is between nodes. */
type Listed = Pick<MyThings, 'things' | 'lent'>

export interface Transfers {
  readonly sending: TransferSender
  readonly receiving: TransferReceiver
  readonly pictures: Pick<TransferPictures, 'soon'>
  /** What somebody put down elsewhere that is on its way, and what is lent to them. */
  listFor(member: MemberId): Listed
  /** What is lent to somebody, as it was told last. */
  lentTo(member: MemberId): readonly LentThing[]
  /** Somebody gives back what is lent to them; answers why not. */
  giveBack(member: MemberId, node: NodeName, loan: string): Promise<string | null>
  /**
   * Who owns a world calls back what was carried off out of it; the node of who has it is told. Answers why
   * not.
   */
  callBack(loan: string): Promise<HandoverRefusal | null>
  /** Another node says that something of it is not lent to somebody of here any more. */
  over(node: NodeName, loan: string): void
  /** Somebody left for good: nothing of others is in their hand any more, and the nodes of those are told. */
  forget(member: MemberId): Promise<void>
  /**
   * Another node says that somebody of it left for good: what they held of here is where it can be used.
   * Answers why it is not yet.
   */
  left(node: NodeName, subject: MemberId): Promise<HandoverRefusal | null>
  /** As `sending.claim`, and whose it was. */
  claim(node: NodeName, id: string, holder: MemberId, loan: string): Promise<Claimed>
  /** Where our people are, with what they hold. */
  readonly abroad: PeopleAbroad
  /** The same for what becomes of them when they are not there any more. */
  after(travels: ReturningPeople): ReturningPeople
  /** What is asked in worlds of other nodes, where what one puts down may be one's own. */
  around(there: WorldActions): WorldActions
  /** Somebody of another node is here, and holds these; answers what stands for each. */
  show(
    node: NodeName,
    member: MemberId,
    links: readonly HeldLink[],
  ): Promise<Readonly<Record<string, string>> | HandoverRefusal>
  /** Somebody of another node is not here any more; answers all that is lent to them. */
  carry(member: MemberId): Promise<readonly HeldLink[] | HandoverRefusal>
  /** Goes on with what was on its way when this node ended. */
  begin(): void
  stop(): void
}

const WAKING: HandoverRefusal = { why: 'The world where they are is just waking up.', isPassing: true }
const cameBack = (name: string, why: string): string =>
  `${name === '' ? 'What went through a portal' : `“${name}”`} came back. ${why}`

export async function openTransfers(options: TransfersOptions): Promise<Transfers> {
  const { tables, clock, random, log, caller, book, self, abroad, handing } = options
  const remote = createRemote({ caller, self })
  const worlds: TransferWorlds = {
    take: (from, thing, keep) =>
      handing().take(from, thing, (taken, write, changes) =>
        tables.change([...keep(taken), ...changes], write),
      ),
    put: (to, things, keep) =>
      handing().put(to, things, (write, changes) => tables.change([...keep(), ...changes], write)),
  }
  const onFault = (error: unknown): void => {
    // Whoever does not answer is asked again; that is as usual.
    if (!(error instanceof PeerFault)) log.warn({ err: error }, 'a thing has not arrived yet')
  }
  const isAsleep = (node: NodeName): boolean => book.figures.of(node).state === 'asleep'
  const newId = (): string => makeMemberId(random)
  const sending = await openSending({
    tables,
    worlds,
    remote,
    clock,
    newId,
    onFault,
    onBack: (by, name, why) => options.pictures.tell(by, cameBack(name, why)),
    pictures: (world, things) => options.pictures.held(world, picturesOf(things)),
  })
  const pictures = await openPictures({
    tables,
    clock,
    onFault,
    fetch: (node, id, picture) => remote.picture(node, id, picture),
    keep: options.pictures.keep,
    tell: options.pictures.tell,
  })
  const lent = await openLent(tables)
  const leaving = await openLeaving({ tables, clock, onFault, remote })
  const receiving = await openReceiving({ tables, worlds, remote, clock, newId, onFault, pictures, lent })
  const heldTransfers: HeldTransfers = await openHeldTransfers({
    tables,
    clock,
    onFault,
    self,
    remote,
    sending,
    receiving,
    lent,
    leaving,
    handing,
    placeOf: (member) => abroad.placeOf(member),
    isAsleep,
    mayCome: (node) => book.mayCome(node),
    tell: options.pictures.tell,
  })
  const alone = new PortalTransfers({ sending, caller, self, mayCome: (node) => book.mayCome(node), clock })
  const all = [sending, receiving, pictures, heldTransfers, leaving]

  async function arrived(member: MemberId, isBack: boolean): Promise<string | null> {
    const why = await abroad.arrived(member, isBack)
    if (why === null) heldTransfers.arrived(member)
    return why
  }

  book.onState((node, state) => {
    if (state === 'awake') for (const part of all) part.awake(node)
  })

  return {
    sending,
    receiving,
    pictures,
    listFor(member) {
      return {
        things: sending.onTheirWay().flatMap(({ by, to, ...thing }) => {
          if (by !== member) return []
          const { node } = thing
          return [{ ...thing, to: to && nameAsSeenFrom(to, node, self()), isAsleep: isAsleep(node) }]
        }),
        lent: lent.of(member).map((thing) => ({
          ...thing,
          isAskedFor: receiving.isAskedFor(`${thing.node}/${thing.id}`),
          isAsleep: isAsleep(thing.node),
        })),
      }
    },
    lentTo: (member) => lent.of(member),
    giveBack: (member, node, loan) => heldTransfers.giveBack(member, node, loan),
    async callBack(loan) {
      const holder = sending.holderOf(loan)
      const refused = await sending.returnLoan(loan, 'world')
      const node = holder && options.nodeOf(holder)
      if (refused === null && node !== null) heldTransfers.tellOver(node, loan)
      return refused
    },
    over: (node, loan) => heldTransfers.over(node, loan),
    async forget(member) {
      await sending.wantAllBack(member)
      await receiving.forget(member)
      await heldTransfers.forget(member)
    },
    async left(node, subject) {
      const member = options.cameFrom(node, subject)
      if (member === null) return null
      if (!(await options.dismiss(member))) return WAKING
      let refused: HandoverRefusal | null = null
      for (const { id } of sending.lentTo(member))
        refused = (await sending.returnLoan(id, 'world')) ?? refused
      return refused
    },
    async claim(node, id, holder, loan) {
      const claimed = await sending.claim(node, id, holder, loan)
      const world = sending.fromOf(node, id)
      const of = world && (await options.ownerOf(world))
      return claimed.state === 'refused' || of === null ? claimed : { ...claimed, of }
    },
    abroad: {
      name: () => abroad.name(),
      isGuest: (member) => abroad.isGuest(member),
      placeOf: (member) => abroad.placeOf(member),
      whyNot: (member, to) => abroad.whyNot(member, to),
      async left(member, to, from) {
        await abroad.left(member, to, from)
        arrived(member, false).catch(onFault)
      },
      async end(member) {
        const was = await abroad.end(member)
        if (was !== null) heldTransfers.left(member)
        return was
      },
      arrived,
      fetch: (what) => heldTransfers.fetch(what),
      send: (going) => alone.go(going),
    },
    after: (travels) => ({
      async comeHome(member, from) {
        await travels.comeHome(member, from)
        heldTransfers.left(member)
      },
      async goOn(member, from, to) {
        const why = await travels.goOn(member, from, to)
        heldTransfers.left(member)
        return why
      },
      notify: (member, words) => travels.notify(member, words),
    }),
    around: (there) => ({
      act(world, asker, sequence, request) {
        const { action } = request
        const forward = () => there.act(world, asker, sequence, request)
        return action.verb === 'putDown'
          ? heldTransfers.putDown(asker.member.id, world.address, action, forward)
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
      await handing().leaveBehind(member)
      const held = await handing().held(member)
      if (held === null) return { why: 'That world is just waking up.', isPassing: true }
      for (const { id } of held) {
        const thing = parseArtifactId(id)
        if (thing !== null) await sending.lend(member, thing)
      }
      return Promise.all(
        sending.lentTo(member).map(async ({ world, ...link }) => {
          const of = await options.ownerOf(world)
          return of === null ? link : { ...link, of }
        }),
      )
    },
    begin() {
      for (const part of all) part.resume()
    },
    stop() {
      for (const part of all) part.stop()
    },
  }
}
